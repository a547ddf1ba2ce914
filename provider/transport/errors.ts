import { oneLine } from "../../compose/problem.ts";

/** What every failure to reach or use a node says. */
export interface FailureFacts {
  readonly node: string;
  readonly address: string;
  /** What was being tried, `ssh to homelab@piha:22`. */
  readonly tried: string;
  readonly elapsedMs: number;
  /** The other side's own words; control characters are escaped and it is cut to a line. */
  readonly detail: string;
}

/** A failure between here and the engine of a node. Its message names the node, the address, what was tried and how long. */
export abstract class TransportError extends Error {
  readonly node: string;
  readonly address: string;

  constructor(what: string, facts: FailureFacts, fix: string) {
    const seconds = (facts.elapsedMs / 1000).toFixed(1);
    const detail = facts.detail.trim() === "" ? "" : `: ${excerpt(facts.detail)}`;
    super(`${facts.node} (${facts.address}): ${what}; tried ${facts.tried} for ${seconds} s${detail}; fix: ${fix}`);
    this.name = new.target.name;
    this.node = facts.node;
    this.address = facts.address;
  }
}

/** The node does not answer: it is off, its network is, or nothing listens there. Never drift and never a deletion. */
export class UnreachableError extends TransportError {
  constructor(facts: FailureFacts) {
    super("the node cannot be reached", facts, "switch it on or mend its network, then run again; the other nodes are not affected");
  }
}

/** Somebody answers, but not with the host key that this machine knows for the node. */
export class HostKeyError extends TransportError {
  constructor(facts: FailureFacts) {
    super(
      "its host key is not the one in known_hosts",
      facts,
      "compare the key on the node's own console, then change known_hosts; do not switch the check off",
    );
  }
}

/** The node answers and refuses the account or its key. */
export class PermissionError extends TransportError {
  constructor(facts: FailureFacts) {
    super("the node refuses the login", facts, "put the public key into the account's authorized_keys, or load it into the agent");
  }
}

/** The node is there, its Docker engine is not, or the account may not use it. */
export class EngineError extends TransportError {
  constructor(facts: FailureFacts) {
    super("its Docker engine does not answer", facts, "start the engine, or put the account into the group that may use its socket");
  }
}

/** The node answers, and what it says is nothing that a node of ours says. No part of it is believed. */
export class AnswerError extends TransportError {
  constructor(facts: FailureFacts) {
    super("what it says cannot be used", facts, "look at the node: what it says has another shape than Docker and our runs write");
  }
}

/** The connection broke while a command was running on the node; the command may be running still. */
export class LinkLostError extends TransportError {
  constructor(facts: FailureFacts) {
    super("the connection was lost", facts, "run again: what was started on the node goes on there and is picked up");
  }
}

/** A command on the node took longer than it may. */
export class CommandTimeoutError extends TransportError {
  constructor(facts: FailureFacts) {
    super("a command did not end in time", facts, "look at the node's load and disk, then run again");
  }
}

/** A command on the node ended with an exit code that its caller has no use for. */
export class CommandError extends TransportError {
  readonly exitCode: number;

  constructor(exitCode: number, facts: FailureFacts) {
    super(`a command ended with exit code ${exitCode}`, facts, "run the command on the node by hand to see more");
    this.exitCode = exitCode;
  }
}

const LONGEST_DETAIL = 600;

/** The last lines of an output on one line: the reason stands at the end. */
function excerpt(text: string): string {
  const line = oneLine(text.trim().replace(/(?<!\s)\s*\r?\n\s*/g, " | "));
  return line.length <= LONGEST_DETAIL ? line : `… ${line.slice(-LONGEST_DETAIL)}`;
}

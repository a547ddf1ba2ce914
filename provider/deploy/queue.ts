/** One piece of work a node at a time, in the order in which they came; the nodes side by side. */
export class NodeQueues {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything that came before it on this node has ended, well or not. */
  run<T>(node: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(node) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(
      node,
      mine.catch(() => undefined),
    );
    return mine;
  }
}

import { apiAddress, type ApiAddress } from "./address.ts";

/** What keeps a session with one API: its address, and what the login gave. */
export interface Session {
  readonly api: ApiAddress;
}

/**
 * Sessions by API, for as long as the provider runs: one login serves every resource. A login that failed is not kept, and an API
 * that the topology moved gets a new session.
 */
export class Sessions<S extends Session> {
  readonly #kind: string;
  readonly #open: (api: ApiAddress) => S;
  readonly #sessions = new Map<string, S>();
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(kind: string, open: (api: ApiAddress) => S) {
    this.#kind = kind;
    this.#open = open;
  }

  /** @throws Error when the topology knows no such API */
  async to(name: string): Promise<S> {
    const api = await apiAddress(name, this.#kind);
    const known = this.#sessions.get(name);
    if (known?.api.url === api.url) return known;
    const session = this.#open(api);
    this.#sessions.set(name, session);
    return session;
  }

  /**
   * One change after the other: each makes the server write and reload its settings.
   * @param planned where the plan that is carried out has the API; empty when it does not say
   * @throws Error when the API is somewhere else today: nobody approved that
   */
  async inTurn<T>(name: string, planned: string, change: (session: S) => Promise<T>): Promise<T> {
    const turn = (this.#queues.get(name) ?? Promise.resolve()).then(async () => {
      const session = await this.to(name);
      if (planned !== "" && planned !== session.api.url)
        throw new Error(`${name} is at ${session.api.url} today, and the plan has it at ${planned}; fix: plan again`);
      return change(session);
    });
    this.#queues.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }
}

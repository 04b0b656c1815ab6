import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

interface Pair {
  readonly ends: readonly [Socket, Socket];
  isSilent: boolean;
}

/**
 * A TCP proxy before a server, whose cable can be pulled. Connections that are open then stay open on
 * both sides for ever, and nothing gets through in either direction: half-open, as after a change of
 * network or a dead router. Those that are opened meanwhile wait until the cable is back, as TCP does.
 */
export class SilentProxy {
  /** Connections that were opened. */
  connections = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #waiting = new Set<Socket>();
  #isCut = false;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((client) => this.#take(client));
  }

  static async before(target: string): Promise<SilentProxy> {
    const proxy = new SilentProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Pulls the cable. */
  cut(): void {
    this.#isCut = true;
    for (const pair of this.#pairs) pair.isSilent = true;
  }

  /** Puts it in again: for new connections. The old ones never come back. */
  heal(): void {
    this.#isCut = false;
    for (const client of this.#waiting) this.#join(client);
    this.#waiting.clear();
  }

  /** Connections that were cut, and that neither the server nor anything between has closed. */
  get halfOpen(): number {
    return [...this.#pairs].filter(({ isSilent, ends: [, server] }) => isSilent && !server.destroyed).length;
  }

  close(): void {
    this.#server.close();
    for (const { ends } of this.#pairs) for (const end of ends) end.destroy();
    for (const client of this.#waiting) client.destroy();
  }

  #take(client: Socket): void {
    this.connections++;
    client.on("error", () => {}); // A close follows.
    if (this.#isCut) this.#waiting.add(client.pause());
    else this.#join(client);
  }

  #join(client: Socket): void {
    const server = connect(Number(this.#target.port), this.#target.hostname);
    server.on("error", () => {});
    const pair: Pair = { ends: [client, server], isSilent: false };
    this.#pairs.add(pair);
    forward(pair, client, server);
    forward(pair, server, client);
  }
}

function forward(pair: Pair, from: Socket, to: Socket): void {
  from.on("data", (bytes) => pair.isSilent || to.write(bytes));
  from.on("close", () => pair.isSilent || to.destroy());
}

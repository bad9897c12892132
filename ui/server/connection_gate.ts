import type { Socket } from "node:net";
import { MAX_CONNECTIONS, MAX_STRANGERS } from "./limits.ts";

/**
 * Bounds the connections. Those that have not shown a secret make room for newer ones, oldest first: another user of the
 * machine can open as many as he likes and still does not keep the owner out.
 */
export class ConnectionGate {
  readonly #all = new Set<Socket>();
  /** In the order of their coming. */
  readonly #strangers = new Set<Socket>();

  admit(socket: Socket): void {
    if (this.#all.size >= MAX_CONNECTIONS && !this.#dropOldestStranger()) {
      socket.destroy();
      return;
    }
    this.#all.add(socket);
    this.#strangers.add(socket);
    socket.once("close", () => this.#forget(socket));
    if (this.#strangers.size > MAX_STRANGERS) this.#dropOldestStranger();
  }

  /** It has shown a secret: it stays. */
  trust(socket: Socket): void {
    this.#strangers.delete(socket);
  }

  /** It became a WebSocket, which is bounded elsewhere; Deno takes the connection over and gives no `close` for it. */
  release(socket: Socket): void {
    this.#forget(socket);
  }

  /** Resolves when all of them are closed. */
  async dropAll(): Promise<void> {
    const closed = [...this.#all].map((socket) =>
      new Promise<void>((resolve) => socket.once("close", () => resolve()))
    );
    for (const socket of this.#all) socket.destroy();
    await Promise.all(closed);
  }

  #forget(socket: Socket): void {
    this.#all.delete(socket);
    this.#strangers.delete(socket);
  }

  #dropOldestStranger(): boolean {
    const [oldest] = this.#strangers;
    if (oldest === undefined) return false;
    this.#forget(oldest);
    oldest.destroy();
    return true;
  }
}

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
    socket.once("close", () => {
      this.#all.delete(socket);
      this.#strangers.delete(socket);
    });
    if (this.#strangers.size > MAX_STRANGERS) this.#dropOldestStranger();
  }

  /** It has shown a secret: it stays. */
  trust(socket: Socket): void {
    this.#strangers.delete(socket);
  }

  dropAll(): void {
    for (const socket of this.#all) socket.destroy();
  }

  #dropOldestStranger(): boolean {
    const [oldest] = this.#strangers;
    if (oldest === undefined) return false;
    this.#strangers.delete(oldest);
    this.#all.delete(oldest);
    oldest.destroy();
    return true;
  }
}

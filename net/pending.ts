/** Connections that are not links yet: how many there may be, in all and from one place. */
import { MAX_PENDING_CONNECTIONS, MAX_PENDING_PER_HOST } from "./limits.ts";

export class PendingLimits {
  readonly #hosts = new Map<string, number>();
  #all = 0;

  /** @returns a function that gives the place back, once; undefined when there is none */
  enter(host: string): (() => void) | undefined {
    const here = this.#hosts.get(host) ?? 0;
    if (this.#all >= MAX_PENDING_CONNECTIONS || here >= MAX_PENDING_PER_HOST) return undefined;
    this.#all++;
    this.#hosts.set(host, here + 1);
    let inside = true;
    return () => {
      if (inside) this.#leave(host);
      inside = false;
    };
  }

  #leave(host: string): void {
    this.#all--;
    const left = this.#hosts.get(host)! - 1;
    if (left === 0) this.#hosts.delete(host);
    else this.#hosts.set(host, left);
  }
}

/**
 * Ports that stay free while a program is started again. The system gives those from 32768 on (Linux) to whoever asks for
 * any, browsers above all, and holds each for a minute after its connection has ended: a program that comes back to such a
 * port now and then finds it taken.
 */

/** Below them, and apart from those of `page_server.ts`. */
const [LOWEST, HIGHEST] = [26_000, 32_000];

/** @param count so many in a row are free @returns the first of them */
export function freePort(count = 1): number {
  for (let tries = 0;; tries++) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count));
    try {
      for (let port = first; port < first + count; port++) Deno.listen({ hostname: "127.0.0.1", port }).close();
      return first;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || tries === 20) throw error;
    }
  }
}

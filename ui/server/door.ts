import { checkEntrance, checkRequest, header, type Refusal, type RequestFacts } from "./access.ts";
import { failure } from "./call.ts";
import type { Answer } from "./exchange.ts";
import { pageHeaders, plainHeaders } from "./headers.ts";
import { closedPage, PAGE_STYLE } from "./pages.ts";
import { entranceOf, type Route, routeOf } from "./routes.ts";
import { sameSecret } from "./secrets.ts";
import type { WindowPass } from "./window_pass.ts";

/** A request that may go on. */
export interface Admitted {
  readonly route: Route;
  readonly facts: RequestFacts;
  /** It has shown a secret: cookie or token. */
  readonly secret: boolean;
  /** The window's cookie should be replaced soon. */
  readonly renewPass: boolean;
}

/** Every request passes here first: where it came from, what it asks for, what it knows. In this order. */
export class Door {
  constructor(private readonly port: number, private readonly pass: WindowPass, private readonly token: string) {}

  /** @returns the answer that refuses it, or what it asks for */
  judge(facts: RequestFacts): Answer | Admitted {
    const refusal = checkRequest(facts, this.port);
    if (refusal !== undefined) return plainAnswer(refusal);
    const route = routeOf(facts.target, (folder) => sameSecret(folder, this.pass.folder));
    const misplaced = checkEntrance(facts, route === undefined ? "public" : entranceOf(route));
    if (misplaced !== undefined) return plainAnswer(misplaced);
    if (route === undefined) return plainAnswer({ status: 404, text: "address: nothing there" });
    return this.#checkSecret(route, facts);
  }

  #checkSecret(route: Route, facts: RequestFacts): Answer | Admitted {
    const entrance = entranceOf(route);
    if (entrance === "bearer") {
      return this.#knowsToken(facts) ? { route, facts, secret: true, renewPass: false } : unauthorized("token");
    }
    if (entrance !== "window") return { route, facts, secret: false, renewPass: false };
    // The same answer for a wrong folder and a missing cookie: it tells nothing about the folder.
    const inOurFolder = route.kind !== "window" || route.rest !== undefined;
    const pass = inOurFolder ? this.pass.check(header(facts, "cookie")) : "bad";
    if (pass !== "bad") return { route, facts, secret: true, renewPass: pass === "renew" };
    return { status: 401, headers: pageHeaders(PAGE_STYLE), type: "text/html; charset=utf-8", body: closedPage() };
  }

  #knowsToken(facts: RequestFacts): boolean {
    const value = header(facts, "authorization") ?? "";
    return value.startsWith("Bearer ") && sameSecret(value.slice("Bearer ".length), this.token);
  }
}

/** A short text that names the check. */
export function plainAnswer({ status, text }: Refusal): Answer {
  return { status, headers: plainHeaders(), type: "text/plain; charset=utf-8", body: text + "\n" };
}

function unauthorized(secret: string): Answer {
  const { status, answer } = failure("unauthorized", `${secret}: missing or wrong`);
  return { status, headers: plainHeaders(), type: "application/json", body: JSON.stringify(answer) };
}

/** What each address means. Paths are compared as they came: nothing is decoded, joined or normalised. */
import type { Entrance } from "./access.ts";

export type Route =
  | { readonly kind: "gate" | "gate-script" | "launch" | "alive"; readonly query: string }
  /** A path below the folders of windows, right or wrong; `rest` is set only below ours. */
  | { readonly kind: "window"; readonly rest: string | undefined }
  | { readonly kind: "call"; readonly entrance: "window" | "bearer"; readonly method: string }
  | { readonly kind: "events"; readonly entrance: "window" | "bearer" }
  | { readonly kind: "media"; readonly conversation: string; readonly id: string }
  | { readonly kind: "download" | "upload"; readonly entrance: "window" | "bearer"; readonly ticket: string };

/** @returns undefined when there is nothing at that address */
export function routeOf(target: string, isOurFolder: (folder: string) => boolean): Route | undefined {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark + 1);
  switch (path) {
    case "/":
      return { kind: "gate", query };
    case "/gate.js":
      return { kind: "gate-script", query };
    case "/launch":
      return { kind: "launch", query };
    case "/alive":
      return { kind: "alive", query };
  }
  const [, folder, below] = /^(\/w\/[^/]*\/?)(.*)$/s.exec(path) ?? [];
  if (folder === undefined) return apiRoute(path, "bearer");
  if (!isOurFolder(folder)) return { kind: "window", rest: undefined };
  return apiRoute(`/${below}`, "window") ?? mediaRoute(below) ?? { kind: "window", rest: below };
}

/** The window's alone: a command has no picture to show. */
function mediaRoute(below: string): Route | undefined {
  const [, conversation, id] =
    /^media\/((?:0|[1-9]\d{0,12})\.[0-9a-f]{64})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
      .exec(below) ?? [];
  return id === undefined ? undefined : { kind: "media", conversation, id };
}

function apiRoute(path: string, entrance: "window" | "bearer"): Route | undefined {
  if (path === "/events") return { kind: "events", entrance };
  const method = /^\/api\/([a-z_]{1,40})$/.exec(path)?.[1];
  if (method !== undefined) return { kind: "call", entrance, method };
  const [, way, ticket] = /^\/(download|upload)\/([\w-]{43})$/.exec(path) ?? [];
  return ticket === undefined ? undefined : { kind: way as "download" | "upload", entrance, ticket };
}

export function entranceOf(route: Route): Entrance {
  switch (route.kind) {
    case "launch":
      return "launch";
    case "window":
    case "media":
      return "window";
    case "call":
    case "events":
    case "download":
    case "upload":
      return route.entrance;
    default:
      return "public";
  }
}

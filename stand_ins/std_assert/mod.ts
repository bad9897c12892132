export function assert(a: unknown) {}

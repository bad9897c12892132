/** Small checks of JSON values from outside, put together in `params.ts`. A check returns what is wrong, or undefined. */

export type Check = (value: unknown) => string | undefined;

/** Text of `min`…`max` UTF-16 units that is well-formed: a lone surrogate cannot be written as UTF-8. */
export function text(min: number, max: number): Check {
  return (value) => {
    if (typeof value !== "string") return "not a text";
    if (value.length < min) return "empty";
    if (value.length > max) return `longer than ${max} characters`;
    return value.isWellFormed() ? undefined : "not well-formed Unicode";
  };
}

export function pattern(expression: RegExp, meaning: string): Check {
  return (value) => typeof value === "string" && expression.test(value) ? undefined : `not ${meaning}`;
}

export function integer(min: number, max: number): Check {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : `not a whole number from ${min} to ${max}`;
}

export const boolean: Check = (value) => typeof value === "boolean" ? undefined : "not true or false";

export function oneOf(...values: readonly unknown[]): Check {
  return (value) =>
    values.includes(value) ? undefined : `not one of ${values.map((v) => JSON.stringify(v)).join(", ")}`;
}

export function orNull(check: Check): Check {
  return (value) => value === null ? undefined : check(value);
}

/** @param min @param max how many */
export function list(check: Check, min: number, max: number): Check {
  return (value) => {
    if (!Array.isArray(value)) return "not a list";
    if (value.length < min || value.length > max) return `not a list of ${min} to ${max}`;
    for (const each of value) {
      const problem = check(each);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** An object with all of the first fields, any of the second, and no others. */
export function record(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value) => checkShape({ required, optional }, value);
}

/** An object with some of these fields and no others. */
export function object(fields: Readonly<Record<string, Check>>): Check {
  const shape: Shape = { required: {}, optional: fields };
  return (value) => checkShape(shape, value);
}

/** Checks of an object's fields. Fields that are not named here are refused. */
export interface Shape {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
}

/** @returns what is wrong, or undefined */
export function checkShape(shape: Shape, value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "parameters: not a JSON object";
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(shape.required)) {
    if (!Object.hasOwn(fields, name)) return `parameter "${name}": missing`;
  }
  for (const [name, field] of Object.entries(fields)) {
    const check = ownCheck(shape.required, name) ?? ownCheck(shape.optional, name);
    if (check === undefined) return `parameter "${name.slice(0, 40)}": not known`;
    const problem = check(field);
    if (problem !== undefined) return `parameter "${name}": ${problem}`;
  }
  return undefined;
}

/** Own properties only: "constructor" and "__proto__" are names like any other. */
function ownCheck(checks: Readonly<Record<string, Check>>, name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

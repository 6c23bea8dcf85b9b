import { z } from 'zod';
import type { Json, JsonObject } from './errors.ts';

/** Compiled schemas, kept for as long as the schema itself lives: a tool is called many times. */
const compiled = new WeakMap<JsonObject, z.ZodType>();

/**
 * Checks a value against a JSON Schema.
 * @returns what does not fit, in words; undefined where everything does.
 */
export function misfit(schema: JsonObject, value: Json): string | undefined {
  let checker = compiled.get(schema);
  if (!checker) {
    checker = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    compiled.set(schema, checker);
  }
  const checked = checker.safeParse(value);
  return checked.success ? undefined : z.prettifyError(checked.error);
}

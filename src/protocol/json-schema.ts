import { z } from 'zod';
import type { Json, JsonObject } from './errors.ts';

/**
 * Checks a value against a JSON Schema.
 * @returns what does not fit, in words; undefined where everything does.
 */
export function misfit(schema: JsonObject, value: Json): string | undefined {
  const checked = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value);
  return checked.success ? undefined : z.prettifyError(checked.error);
}

import { z } from 'zod';
import {
  ContentBlockSchema,
  ContentFactSchema,
  EffectSchema,
  ErrorFactSchema,
  FailureCategorySchema,
  FieldSchema,
  ItemKindSchema,
  JsonObjectSchema,
  JsonSchema,
  LimitsSchema,
  Sha256Schema,
  SpaceSchema,
  StopReasonSchema,
  UsageSchema,
  UsdSchema,
} from '#protocol';

/** Shapes that go by a name of their own; those with a table are explained below it. */
export const namedShapes: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [JsonSchema, 'any JSON'],
  [JsonObjectSchema, 'JSON object'],
  [Sha256Schema, 'SHA-256'],
  [UsdSchema, 'USD'],
  [ErrorFactSchema, 'error'],
  [UsageSchema, 'usage'],
  [LimitsSchema, 'limits'],
  [ContentFactSchema, 'content'],
  [ContentBlockSchema, 'block'],
  [FieldSchema, 'field'],
  [EffectSchema, 'effect'],
  [ItemKindSchema, 'item kind'],
  [SpaceSchema, 'space'],
  [StopReasonSchema, 'stop reason'],
  [FailureCategorySchema, 'failure category'],
]);

/** The fields of an object schema, each as `name type`, `name? type` where it may be absent. */
export function describeFields(schema: unknown): string {
  if (!(schema instanceof z.ZodObject)) return describe(schema);
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    const optional = field instanceof z.ZodOptional;
    return `\`${name}${optional ? '?' : ''}\` ${describe(optional ? field.unwrap() : field)}`;
  });
  return fields.join(' · ') || 'nothing';
}

function describe(schema: unknown): string {
  const name = namedShapes.get(schema);
  return name ?? describeShape(schema);
}

/** A schema in words, looking behind a name of its own. */
export function describeShape(schema: unknown): string {
  if (schema instanceof z.ZodObject) return `{ ${describeFields(schema)} }`;
  if (schema instanceof z.ZodArray) return `list of ${describe(schema.element)}`;
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => `\`${option}\``).join(' ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => `\`${String(value)}\``).join(' ');
  if (schema instanceof z.ZodUnion) return schema.options.map(describe).join(' or ');
  if (schema instanceof z.ZodRecord) return 'mapping';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodNumber) return schema.isInt ? 'integer' : 'number';
  if (schema instanceof z.ZodISODateTime) return 'time';
  if (schema instanceof z.ZodString) return 'text';
  throw new Error(`no words for a schema of ${(schema as { constructor: { name: string } }).constructor.name}`);
}

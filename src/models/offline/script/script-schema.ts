import { z } from 'zod';
import { FailureCategorySchema, type Json, JsonObjectSchema, JsonSchema, UsageSchema } from '#protocol';

/** No dots and no dashes, so that a name is one segment of a path and one part of a call id. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name is a letter, then letters, digits and "_"');
const condition = z.custom<Json>(
  (value) => typeof value === 'object' || typeof value === 'boolean',
  'a condition is a mapping',
);

const listOnly = 'foreach takes one ${...}, or a list';

const CallSchema = z.strictObject({
  name: name.optional(),
  tool: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/, 'a tool is named by its id, such as rye/file-system/read'),
  input: JsonObjectSchema.default({}),
  foreach: z.union([z.string().regex(/^\$\{[^}]+\}$/, listOnly), z.array(JsonSchema)], listOnly).optional(),
  as: name.default('item'),
  when: condition.optional(),
});

const WaitSchema = z.union(
  [name.transform((call) => ({ for: call })), z.strictObject({ for: name, timeout: z.number().positive().optional() })],
  'wait takes the name of a call, or {for: <name>, timeout: <seconds>}',
);

const FailSchema = z.strictObject({
  category: FailureCategorySchema.default('permanent'),
  code: z.string().optional(),
  message: z.string().optional(),
  status: z.number().int().optional(),
  retry_after_ms: z.number().nonnegative().optional(),
  times: z.number().int().positive().optional(),
});

const TurnSchema = z
  .strictObject({
    text: z.string().optional(),
    calls: z.array(CallSchema).default([]),
    wait: WaitSchema.optional(),
    when: condition.optional(),
    delay_ms: z.number().nonnegative().default(0),
    usage: UsageSchema.partial().strict().optional(),
    fail: FailSchema.optional(),
  })
  .refine(
    (turn) => turn.text !== undefined || turn.calls.length > 0 || turn.wait !== undefined || turn.fail !== undefined,
    {
      message: 'a turn needs text, calls, wait or fail',
    },
  );

/** An offline script as written. */
export const ScriptSchema = z.strictObject({
  description: z.string().optional(),
  turns: z.array(TurnSchema).min(1, 'a script needs at least one turn'),
  closing: z.string().optional(),
});
export type Script = z.infer<typeof ScriptSchema>;
type Turn = Script['turns'][number];
type Call = Turn['calls'][number];

export type ScriptFailure = NonNullable<Turn['fail']>;

/** A call, and the line where it begins. */
export interface ScriptCall extends Call {
  line: number;
}

export interface ScriptTurn extends Omit<Turn, 'calls'> {
  /** Position in the script, from 1. */
  number: number;
  line: number;
  calls: ScriptCall[];
}

/** A script that has been checked: every `${results.x}` in it names a call of an earlier turn. */
export interface OfflineScript {
  path: string;
  turns: ScriptTurn[];
  closing?: string;
}

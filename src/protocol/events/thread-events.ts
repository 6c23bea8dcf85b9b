import { z } from 'zod';
import {
  ErrorFactSchema,
  FieldSchema,
  JsonObjectSchema,
  LimitNameSchema,
  LimitsSchema,
  Sha256Schema,
  UsdSchema,
} from './shapes.ts';

/** Facts about one thread; the envelope's `thread` is its id. */
export const threadEvents = {
  /** The thread exists, with everything that was resolved for it. `spend_reserved_usd` is what its parent set aside. */
  thread_created: () =>
    z.object({
      place: z.string(),
      directive: z.string(),
      definition: Sha256Schema,
      inputs: JsonObjectSchema,
      model: z.string(),
      model_tier: z.string().optional(),
      limits: LimitsSchema,
      capabilities: z.array(z.string()),
      /** Those of them that its parent does not hold: the config grants them to this directive by name. */
      granted: z.array(z.string()).optional(),
      /** Those of them whose class is to be told of, and what the directive says of it. */
      risks: z
        .array(
          z.object({
            risk: z.enum(['safe', 'write', 'elevated', 'unrestricted']),
            capabilities: z.array(z.string()),
            acknowledged: z.string().optional(),
          }),
        )
        .optional(),
      outputs: z.array(FieldSchema),
      depth: z.number().int().nonnegative(),
      parent: z.string().optional(),
      key: z.string().optional(),
      async: z.boolean().optional(),
      /** The name by which its parent commands it, of an agent of a fleet. */
      agent: z.string().optional(),
      /** A part of its parent's conversation that was folded away: what it was for. */
      branch: z.string().optional(),
      /** The parent's tool call that asked for this thread. */
      spawned_by: z.string().optional(),
      spend_reserved_usd: UsdSchema.optional(),
      /** A graph walks here, and no model is asked: where it begins, and with what. `directive` is the graph's id. */
      graph: z
        .object({
          start: z.string(),
          state: JsonObjectSchema,
          max_steps: z.number().int().positive(),
          max_concurrency: z.number().int().positive(),
          /** Only the node `start` is visited. */
          single: z.boolean().optional(),
        })
        .optional(),
      /** The thread whose work this one goes on with: it stands below it, and spends that one's money. */
      continuation_of: z.string().optional(),
      /**
       * Why, and what it is told. After a `resume` its turns, tokens and time are counted anew; otherwise they count on.
       */
      continuation: z
        .object({
          why: z.enum(['window', 'handoff', 'resume']),
          message: z.string().optional(),
          /** The thread that asked for it; `spawned_by` is its call. */
          by: z.string().optional(),
        })
        .optional(),
    }),
  thread_started: () => z.object({}),
  /** The thread sleeps until the threads it names are final; it holds no model call and spends nothing. */
  thread_waiting: () => z.object({ on: z.array(z.string()), until: z.string().optional() }),
  thread_woken: () => z.object({ reason: z.enum(['ready', 'timeout', 'message', 'cancelled']) }),
  thread_paused: () =>
    z.object({
      by: z.string(),
      reason: z.string().optional(),
      /** It gets nowhere, and somebody is to say whether it goes on. */
      stuck: z.boolean().optional(),
      /** The occasion on which a hook asked for it: met again, it asks no more. */
      after: z.object({ on: z.string(), occasion: z.number().int() }).optional(),
    }),
  thread_unpaused: () => z.object({ by: z.string() }),
  thread_completed: () => z.object({ outputs: JsonObjectSchema.optional(), result: z.string().optional() }),
  thread_failed: () =>
    z.object({
      error: ErrorFactSchema,
      outputs: JsonObjectSchema.optional(),
      result: z.string().optional(),
    }),
  thread_cancelled: () => z.object({ by: z.string(), reason: z.string().optional() }),
  thread_killed: () => z.object({ by: z.string(), reason: z.string().optional() }),
  thread_continued: () => z.object({ continued_by: z.string(), reason: z.string().optional() }),
  /** A thread goes on after its end, or with other limits. */
  thread_resumed: () =>
    z.object({
      message: z.string().optional(),
      by: z.string().optional(),
      limits: LimitsSchema.optional(),
      model: z.string().optional(),
    }),
  /**
   * In a fork the thread goes on with something else than it began with: its context is put together anew, and the turns
   * that it has taken stay.
   */
  thread_revised: () =>
    z.object({
      by: z.string(),
      inputs: JsonObjectSchema.optional(),
      model: z.string().optional(),
      definition: Sha256Schema.optional(),
    }),
  /** Nothing that the thread and those below it use has changed since another run: what they did there follows. */
  thread_taken_over: () =>
    z.object({
      from_run: z.string(),
      from_thread: z.string(),
      threads: z.number().int().positive(),
      /** What it cost there. */
      saved_usd: UsdSchema,
    }),
  /** @field call The thread and the tool call that say it. */
  message_injected: () => z.object({ text: z.string(), by: z.string(), call: z.string().optional() }),
  /** How far a thread is, in its own words: shown, and never trusted for anything. */
  progress_reported: () => z.object({ text: z.string(), per_cent: z.number().min(0).max(100).optional() }),
  /** An agent cannot be commanded any more, and its name is free. What it did stays in the log. */
  agent_deleted: () =>
    z.object({
      agent: z.string(),
      by: z.string(),
      /** The thread and the tool call that deleted it, and whether it was at work. */
      call: z.string().optional(),
      was_at_work: z.boolean().optional(),
    }),
  /** What the model is told at the start, and where each part of it came from. */
  context_composed: () =>
    z.object({
      system: z.string(),
      prompt: z.string(),
      tokens: z.number().int().nonnegative(),
      parts: z.array(
        z.object({
          source: z.string(),
          id: z.string(),
          position: z.enum(['system', 'before', 'prompt', 'after']),
          tokens: z.number().int().nonnegative(),
          sha256: Sha256Schema.optional(),
        }),
      ),
      tools: z.array(z.string()),
      /** Turns of the chain that a continuation still sees, oldest first: of each thread those from `from` to before `to`. */
      carried: z
        .array(z.object({ thread: z.string(), from: z.number().int().min(0), to: z.number().int().min(0) }))
        .optional(),
      /** What a continuation is told behind them. */
      closing: z.string().optional(),
    }),
  limit_reached: () =>
    z.object({
      limit: LimitNameSchema,
      current: z.number(),
      max: z.number(),
      /** What the next model call would have set aside. */
      need_usd: UsdSchema.optional(),
    }),
  /** A ceiling of this thread is another one from here on. */
  limit_raised: () => z.object({ limit: LimitNameSchema, from: z.number().optional(), to: z.number(), by: z.string() }),
  /** A thread at its limit may answer once more, to hand over what it has, within the money that is left. */
  wrap_up_granted: () => z.object({ by: z.string() }),
} as const;

import { z } from 'zod';
import {
  ErrorFactSchema,
  ItemKindSchema,
  JsonObjectSchema,
  LimitsSchema,
  Sha256Schema,
  SpaceSchema,
  TakenOverSchema,
  UsdSchema,
} from './shapes.ts';

/** Facts about the run as a whole. Their envelope's `thread` is the root thread. */
export const runEvents = {
  /** The first event of every run: all of what was asked. */
  run_started: () =>
    z.object({
      run_id: z.string(),
      item: z.string(),
      kind: z.enum(['directive', 'graph']),
      root: z.string(),
      inputs: JsonObjectSchema,
      /** Of a graph, where only one node is visited, or the state begins with more than it says. */
      graph: z.object({ node: z.string().optional(), state: JsonObjectSchema.optional() }).optional(),
      provider: z.string(),
      simulated: z.boolean(),
      rye_version: z.string(),
      limits: LimitsSchema.optional(),
      budget_usd: UsdSchema.optional(),
      model: z.string().optional(),
      approve: z.enum(['auto', 'ask', 'deny']).optional(),
      on_interrupted: z.enum(['report', 'ask', 'retry']).optional(),
      commit: z.enum(['each', 'group']).optional(),
      project: z
        .object({
          name: z.string(),
          base_commit: z.string().optional(),
          dirty: z.boolean().optional(),
          /** Files that differed from that commit, by path: the SHA-256 of each, or `gone`. Absent: too many, or unknown. */
          changed: z.record(z.string(), z.string()).optional(),
        })
        .optional(),
      /** What is unchanged since that run is taken over from it. */
      since: TakenOverSchema.extend({ trust_commands: z.boolean().optional() }).optional(),
    }),
  run_paused: () => z.object({ by: z.string(), reason: z.string().optional(), bytes: z.int().min(0).optional() }),
  /** Nothing of the run can move before somebody decides; its driver ends, and whoever drives it next goes on. */
  run_waiting: () => z.object({ reason: z.string() }),
  run_unpaused: () => z.object({ by: z.string() }),
  run_completed: () => z.object({ outputs: JsonObjectSchema.optional(), result: z.string().optional() }),
  run_failed: () => z.object({ error: ErrorFactSchema }),
  run_cancelled: () => z.object({ by: z.string(), reason: z.string().optional() }),
  run_blocked: () => z.object({ reason: z.string(), attempts: z.number().int() }),
  /** The events before are those of another run, up to `from_seq`; from here on this is the run `run_id`. */
  run_forked: () =>
    z.object({
      run_id: z.string(),
      from_run: z.string(),
      from_seq: z.number().int(),
      from_commit: z.string(),
      by: z.string().optional(),
    }),
  /** What was said in the run is gone; nothing can follow. `from_commit` is what its branch was. */
  run_pruned: () => z.object({ by: z.string(), from_commit: z.string() }),
  /** A driver found the journal and git in different places, and brought them together. */
  run_recovered: () =>
    z.object({
      fence: z.number().int(),
      committed: z.number().int().nonnegative(),
      restored: z.number().int().nonnegative(),
      dropped_bytes: z.number().int().nonnegative(),
      ended_processes: z.number().int().nonnegative().optional(),
    }),
  lease_taken: () => z.object({ fence: z.number().int(), pid: z.number().int(), host: z.string() }),
  budget_raised: () => z.object({ thread: z.string(), from_usd: UsdSchema, to_usd: UsdSchema, by: z.string() }),
  /** The text of something that the run uses; it lies in `definitions/` by its hash. */
  definition_pinned: () =>
    z.object({
      kind: ItemKindSchema,
      id: z.string(),
      space: SpaceSchema,
      path: z.string(),
      bytes: z.number().int().nonnegative(),
      sha256: Sha256Schema,
    }),
  intent_received: () =>
    z.object({
      intent: z.string(),
      kind: z.enum([
        'pause',
        'unpause',
        'cancel',
        'kill',
        'approve',
        'deny',
        'message',
        'raise_budget',
        'raise_limit',
        'wrap_up',
        'move_card',
      ]),
      by: z.string(),
      target: z.string().optional(),
      args: JsonObjectSchema.optional(),
      /** Why nothing comes of it; absent where something does. */
      refused: z.string().optional(),
    }),
} as const;

import { z } from 'zod';

/** Cards on the board, and the gates they must pass to move. */
export const boardEvents = {
  card_created: () =>
    z.object({
      card: z.string(),
      title: z.string(),
      column: z.string(),
      artifacts: z.array(z.string()),
      /** The thread and the tool call that made it. */
      call: z.string().optional(),
    }),
  card_moved: () =>
    z.object({
      card: z.string(),
      from: z.string(),
      to: z.string(),
      /** The thread and the tool call that moved it. */
      call: z.string().optional(),
      /** Who moved it from outside; absent: the thread did. */
      by: z.string().optional(),
      /** The columns whose gates were red, and did not hold it. */
      forced: z.array(z.string()).optional(),
      note: z.string().optional(),
    }),
  card_returned: () =>
    z.object({
      card: z.string(),
      from: z.string(),
      to: z.string(),
      note: z.string(),
      /** Who sent it back from outside; absent: the thread did. */
      by: z.string().optional(),
    }),
  gate_passed: () =>
    z.object({
      card: z.string(),
      gate: z.string(),
      detail: z.string().optional(),
      /** Who wanted the card moved from outside; absent: the thread did. */
      by: z.string().optional(),
    }),
  gate_failed: () => z.object({ card: z.string(), gate: z.string(), detail: z.string(), by: z.string().optional() }),
} as const;

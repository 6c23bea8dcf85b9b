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
  card_moved: () => z.object({ card: z.string(), from: z.string(), to: z.string() }),
  card_returned: () => z.object({ card: z.string(), from: z.string(), to: z.string(), note: z.string() }),
  gate_passed: () => z.object({ card: z.string(), gate: z.string(), detail: z.string().optional() }),
  gate_failed: () => z.object({ card: z.string(), gate: z.string(), detail: z.string() }),
} as const;

import { z } from 'zod';
import { JsonObjectSchema } from './shapes.ts';

/** A person decides about one exact action, named by its digest; a changed action voids the answer. */
export const approvalEvents = {
  approval_requested: () =>
    z.object({
      approval: z.string(),
      action: z.object({ tool: z.string(), input: JsonObjectSchema }),
      digest: z.string(),
      risk: z.string(),
      why: z.string().optional(),
      asked_by: z.array(z.string()),
    }),
  approval_granted: () =>
    z.object({
      approval: z.string(),
      digest: z.string(),
      by: z.string(),
      scope: z.enum(['once', 'run', 'pattern']),
      pattern: z.string().optional(),
      input: JsonObjectSchema.optional(),
    }),
  approval_denied: () => z.object({ approval: z.string(), by: z.string(), note: z.string().optional() }),
  approval_voided: () => z.object({ approval: z.string(), reason: z.string() }),
} as const;

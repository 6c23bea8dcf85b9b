import { z } from 'zod';
import { FailureCategorySchema } from '../events/model-events.ts';
import type { ModelFailure } from '../ports/model.ts';

/** One pattern or several, of which one has to fit. */
const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([item, z.array(item).min(1)]).transform((given) => [given].flat() as z.infer<T>[]);

const Seconds = z.number().min(0).max(86_400);
const PatternSchema = z.string().min(1).max(500).refine(isPattern, 'it is no regular expression');
const WaitSchema = z.union([
  z.strictObject({ base: Seconds, max: Seconds.default(60) }),
  z.strictObject({ fixed: Seconds }),
]);
const RuleSchema = z.strictObject({
  id: z.string().min(1).max(100),
  match: z
    .strictObject({
      status: oneOrMore(z.number().int().min(0).max(999)).optional(),
      code: oneOrMore(z.string().min(1)).optional(),
      category: oneOrMore(FailureCategorySchema).optional(),
      /** A regular expression, matched whatever the case. */
      message: oneOrMore(PatternSchema).optional(),
    })
    .refine((match) => Object.keys(match).length > 0, 'it matches everything'),
  retryable: z.boolean().optional(),
  category: FailureCategorySchema.optional(),
  wait: WaitSchema.optional(),
});
const FileSchema = z.strictObject({ extends: z.unknown().optional(), rules: z.array(RuleSchema).default([]) });

/** How a failed model call is taken that a project knows better: which it is about, and what becomes of it. */
export type FailureRule = z.infer<typeof RuleSchema>;

/** How long is waited before the next attempt: `base * 2^n` seconds, at most `max`; or always the same. */
export type RetryWait = z.infer<typeof WaitSchema>;

/** The rules of one config file, or which key of it cannot be used, and why. */
export function readFailureRules(value: unknown): FailureRule[] | { key: string; problem: string } {
  const { success, data, error } = FileSchema.safeParse(value);
  if (success) return data.rules;
  const [issue] = error.issues;
  return { key: issue?.path.join('.') ?? '', problem: issue?.message ?? 'it does not read' };
}

/** Failures that are no provider's: what somebody has stopped. */
const OWN: ReadonlySet<ModelFailure['category']> = new Set(['cancelled', 'interrupted']);

/** The first rule that fits a failure, all that it names; undefined where none does, and what ships decides. */
export function findFailureRule(
  rules: readonly FailureRule[],
  { status, code, category, message }: Pick<ModelFailure, 'status' | 'code' | 'category' | 'message'>,
): FailureRule | undefined {
  if (OWN.has(category)) return undefined;
  return rules.find(
    ({ match }) =>
      (match.status === undefined || (status !== undefined && match.status.includes(status))) &&
      (match.code === undefined || match.code.some((each) => each.toLowerCase() === code.toLowerCase())) &&
      (match.category === undefined || match.category.includes(category)) &&
      (match.message === undefined || match.message.some((pattern) => new RegExp(pattern, 'iu').test(message))),
  );
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'iu');
    return true;
  } catch {
    return false;
  }
}

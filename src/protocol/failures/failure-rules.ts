import { z } from 'zod';
import { searchRegex } from '../conditions/index.ts';
import { FailureCategorySchema } from '../events/model-events.ts';
import type { ModelFailure } from '../ports/model.ts';

/**
 * Failures that are no provider's: what somebody has stopped, and what a recording does not have. Whether they count
 * towards the last attempt hangs on the word, so no rule is about them, and none makes another failure one of them.
 */
const own = ['cancelled', 'interrupted', 'replay_miss'] as const;
const OWN: ReadonlySet<ModelFailure['category']> = new Set(own);
const CategorySchema = FailureCategorySchema.exclude(own);

/** One pattern or several, of which one has to fit. */
const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([item, z.array(item).min(1)]).transform((given) => [given].flat() as z.infer<T>[]);

const Seconds = z.number().min(0).max(86_400);
const PatternSchema = z
  .string()
  .min(1)
  .max(500)
  .refine(isPattern, 'it is no regular expression that can be searched for in linear time');
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
      category: oneOrMore(CategorySchema).optional(),
      /** A regular expression, matched whatever the case. */
      message: oneOrMore(PatternSchema).optional(),
    })
    .refine((match) => Object.keys(match).length > 0, 'it matches everything'),
  retryable: z.boolean().optional(),
  category: CategorySchema.optional(),
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
      (match.category === undefined || match.category.some((each) => each === category)) &&
      (match.message === undefined || match.message.some((pattern) => isFound(pattern, message))),
  );
}

function isPattern(text: string): boolean {
  return 'found' in searchWords(text, '');
}

function isFound(pattern: string, message: string): boolean {
  const result = searchWords(pattern, message);
  return 'found' in result && result.found;
}

/** In linear time: what a provider says is foreign, and no pattern may make the run hang on it. */
function searchWords(pattern: string, text: string): ReturnType<typeof searchRegex> {
  return searchRegex(pattern.startsWith('(?i)') ? pattern : `(?i)${pattern}`, text);
}

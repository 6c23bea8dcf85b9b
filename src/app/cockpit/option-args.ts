import type { StartRequest } from './types.ts';

/** What starting and going on have in common, as options of a command line. */
export function optionArgs({
  model,
  provider,
  budgetUsd,
  limits = {},
}: Pick<StartRequest, 'model' | 'provider' | 'budgetUsd' | 'limits'>): string[] {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return [
    '--quiet',
    ...(model === undefined ? [] : [`--model=${model}`]),
    ...(provider === undefined ? [] : [`--provider=${provider}`]),
    ...(budgetUsd === undefined ? [] : [`--budget=${budgetUsd}`]),
    ...given.map(([name, value]) => `--limit=${name}=${value}`),
  ];
}

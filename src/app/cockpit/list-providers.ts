import type { AppContext } from '../app-context.ts';
import type { ProviderState } from './types.ts';

/**
 * Who could answer for a run that is started now. Nothing is asked of anyone: only what is set is looked at.
 * @param wanted The provider that new runs get; it is listed even where it is one that cannot be chosen otherwise.
 */
export function listProviders({ env }: AppContext, wanted: string): ProviderState[] {
  const hasKey = Boolean(env['ANTHROPIC_API_KEY']);
  const states: ProviderState[] = [
    {
      name: 'anthropic',
      ready: hasKey,
      simulated: false,
      ...(!hasKey && { reason: 'ANTHROPIC_API_KEY is not set' }),
    },
    { name: 'offline', ready: true, simulated: true },
  ];
  if (states.some(({ name }) => name === wanted)) return states;
  return [...states, { name: wanted, ready: true, simulated: wanted.startsWith('replay:') }];
}

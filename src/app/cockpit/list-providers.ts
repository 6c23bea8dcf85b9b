import type { AppContext } from '../app-context.ts';
import { providerStates } from '../provider-state.ts';
import type { ProviderState } from './types.ts';

/**
 * Who could answer for a run that is started now. Nothing is asked of anyone: only what is set is looked at.
 * @param wanted The provider that new runs get; it is listed even where it is one that cannot be chosen otherwise.
 */
export function listProviders({ env }: AppContext, wanted: string): ProviderState[] {
  const states: ProviderState[] = providerStates({ env }).map(({ name, ready, reason }) => ({
    name,
    ready,
    simulated: name === 'offline',
    ...(!ready && { reason }),
  }));
  if (states.some(({ name }) => name === wanted)) return states;
  return [...states, { name: wanted, ready: true, simulated: wanted.startsWith('replay:') }];
}

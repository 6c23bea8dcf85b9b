import type { AppContext } from '../app-context.ts';
import { anthropicState } from '../provider-state.ts';
import type { ProviderState } from './types.ts';

/**
 * Who could answer for a run that is started now. Nothing is asked of anyone: only what is set is looked at.
 * @param wanted The provider that new runs get; it is listed even where it is one that cannot be chosen otherwise.
 */
export function listProviders({ env }: AppContext, wanted: string): ProviderState[] {
  const { name, ready, reason } = anthropicState(env);
  const states: ProviderState[] = [
    { name, ready, simulated: false, ...(!ready && { reason }) },
    { name: 'offline', ready: true, simulated: true },
  ];
  if (states.some((state) => state.name === wanted)) return states;
  return [...states, { name: wanted, ready: true, simulated: wanted.startsWith('replay:') }];
}

import type { AppContext } from '../app-context.ts';
import type { ProviderChoice } from '../create-ports.ts';
import type { ProviderState } from './types.ts';

/**
 * Who could answer for a run that is started now. Nothing is asked of anyone: only what is set is looked at.
 * @param choice What the cockpit was started with; it goes before the environment.
 */
export function listProviders({ env }: AppContext, choice: ProviderChoice = {}): ProviderState[] {
  const wanted = choice.offline ? 'offline' : (choice.provider ?? env['RYE_PROVIDER'] ?? 'anthropic');
  const hasKey = Boolean(env['ANTHROPIC_API_KEY']);
  const known: Omit<ProviderState, 'isDefault'>[] = [
    {
      name: 'anthropic',
      ready: hasKey,
      simulated: false,
      ...(!hasKey && { reason: 'ANTHROPIC_API_KEY is not set' }),
    },
    { name: 'offline', ready: true, simulated: true },
  ];
  const other = known.some(({ name }) => name === wanted)
    ? []
    : [{ name: wanted, ready: true, simulated: wanted.startsWith('replay:') }];
  return [...known, ...other].map((state) => ({ ...state, isDefault: state.name === wanted }));
}

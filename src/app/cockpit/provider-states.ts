import type { ProviderState } from './cockpit-actions.ts';

/** Who could answer a run, and what is missing where one cannot. Names variables, never their values. */
export function providerStates(env: Readonly<Record<string, string | undefined>>): ProviderState[] {
  const hasKey = (env['ANTHROPIC_API_KEY'] ?? '') !== '';
  return [
    {
      name: 'anthropic',
      ready: hasKey,
      simulated: false,
      ...(!hasKey && { reason: 'ANTHROPIC_API_KEY is not set' }),
    },
    { name: 'offline', ready: true, simulated: true },
  ];
}

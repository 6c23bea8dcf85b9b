import type { AppContext } from './app-context.ts';

/** Whether a provider can answer, as a person is told of it. */
export interface ProviderState {
  name: 'anthropic' | 'offline';
  ready: boolean;
  /** What it stands on, or which variable is missing; never a variable's value. */
  reason: string;
}

/** Every provider that a run can be started with by name alone. */
export function providerStates({ env }: Pick<AppContext, 'env'>): ProviderState[] {
  return [
    anthropicState(env),
    { name: 'offline', ready: true, reason: 'scripts answer in the model’s place; no key is needed' },
  ];
}

/**
 * `anthropic` needs a key, or another server to ask: `ANTHROPIC_BASE_URL` alone is enough, since a proxy or a model on
 * this machine may need none. An empty variable counts as unset.
 */
export function anthropicState(env: AppContext['env']): ProviderState {
  const { apiKey, baseUrl } = connectionOf(env);
  if (baseUrl !== undefined && !canBeAsked(baseUrl)) {
    const reason = 'ANTHROPIC_BASE_URL is no http or https URL, or holds a password';
    return { name: 'anthropic', ready: false, reason };
  }
  if (apiKey !== undefined) return { name: 'anthropic', ready: true, reason: 'ANTHROPIC_API_KEY is set' };
  if (baseUrl !== undefined) {
    return { name: 'anthropic', ready: true, reason: 'ANTHROPIC_BASE_URL is set; it is asked without a key' };
  }
  return { name: 'anthropic', ready: false, reason: 'ANTHROPIC_API_KEY is not set' };
}

/** Where the provider `anthropic` is reached. */
export function connectionOf(env: AppContext['env']): { apiKey?: string; baseUrl?: string } {
  const apiKey = env['ANTHROPIC_API_KEY']?.trim();
  const baseUrl = env['ANTHROPIC_BASE_URL']?.trim();
  return { ...(apiKey && { apiKey }), ...(baseUrl && { baseUrl }) };
}

/** The `fetch` of Node takes no URL with a user in it. */
function canBeAsked(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

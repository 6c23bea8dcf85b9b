import { Console } from 'node:console';
import type Anthropic from '@anthropic-ai/sdk';

/** Where requests go, and by whose account. */
export interface Connection {
  /** Absent where the server at `baseUrl` needs none. */
  apiKey?: string;
  /** Absent: the API of the provider itself. */
  baseUrl?: string;
}

const DEFAULT_URL = 'https://api.anthropic.com';

/** Without a key the SDK would look for credentials in files; this word is never sent. */
const NO_KEY = 'none';

/** The longest that a timer of Node takes, in ms: silence is watched here, and the SDK's own clock stays out of it. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * The SDK's client, for which the package is loaded: that costs about a tenth of a second.
 *
 * It says nothing unless `ANTHROPIC_LOG` asks for it, and then on stderr: its own logger writes to stdout, where
 * documents go.
 */
export async function createClient({ apiKey, baseUrl }: Connection): Promise<Anthropic> {
  const { default: Client } = await import('@anthropic-ai/sdk');
  const log = process.env['ANTHROPIC_LOG'];
  const wanted = log === 'debug' || log === 'info' || log === 'warn' || log === 'error' ? log : 'off';
  return new Client({
    apiKey: apiKey ?? NO_KEY,
    ...(apiKey === undefined && { defaultHeaders: { Authorization: null } }),
    baseURL: baseUrl ?? DEFAULT_URL,
    maxRetries: 0,
    timeout: NEVER_MS,
    logger: new Console(process.stderr),
    logLevel: wanted,
    openTelemetry: false,
  });
}

/** The server as a person is told of it. */
export function addressOf({ baseUrl }: Connection): string {
  return new URL(baseUrl ?? DEFAULT_URL).host;
}

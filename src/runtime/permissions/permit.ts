import {
  assessRisks,
  attenuate,
  type CapabilityRules,
  coversCapability,
  type Directive,
  type EventData,
  type ThreadState,
} from '#protocol';
import { RiskNotAcknowledgedError } from '../errors.ts';

/** What a new thread may do, and what is to be told of it. */
type Permitted = Pick<EventData<'thread_created'>, 'capabilities' | 'granted' | 'risks'>;

/**
 * The capabilities of a new thread: what its directive declares, cut down to what its parent holds and what the config
 * grants this directive by name. What is risky has to be acknowledged by the directive itself; a thread that only takes
 * over what its parent holds takes over what that one acknowledged, too.
 * @throws {RiskNotAcknowledgedError}
 */
export function permit(
  directive: Pick<Directive, 'permissions' | 'acknowledgedRisks' | 'source'>,
  parent: Pick<ThreadState, 'capabilities' | 'risks'> | undefined,
  { grants, risks: rules }: CapabilityRules,
): Permitted {
  const { permissions, acknowledgedRisks, source } = directive;
  const named = parent && permissions?.length ? (grants.get(source.id) ?? []) : [];
  const capabilities = attenuate(permissions, parent && [...parent.capabilities, ...named]);
  const granted = parent
    ? capabilities.filter((each) => !parent.capabilities.some((held) => coversCapability(held, each)))
    : [];
  const known = permissions?.length ? [] : (parent?.risks ?? []);
  const risks = assessRisks(capabilities, rules).map(({ risk, policy, capabilities: risky }) => {
    const acknowledged =
      acknowledgedRisks.find((each) => each.risk === risk)?.reason ??
      known.find((each) => each.risk === risk)?.acknowledged;
    if (policy === 'block' && acknowledged === undefined)
      throw new RiskNotAcknowledgedError({ directive: source.id, risk, capabilities: risky });
    return { risk, capabilities: risky, ...(acknowledged !== undefined && { acknowledged }) };
  });
  return { capabilities, ...(granted.length > 0 && { granted }), ...(risks.length > 0 && { risks }) };
}

import { describe, expect, test } from 'vitest';
import { type RiskClass, riskOf, riskPolicies } from '../../../src/protocol/capabilities/index.ts';

describe('the risk of a capability', () => {
  test.each<[string, RiskClass]>([
    ['rye.*', 'unrestricted'],
    ['rye.execute.*', 'elevated'],
    ['rye.execute.tool.acme.deploy', 'elevated'],
    ['rye.execute.tool.rye.bash.run', 'elevated'],
    ['rye.execute.tool.rye.shell.*', 'elevated'],
    ['rye.execute.tool.rye.web.fetch', 'elevated'],
    ['rye.execute.tool.rye.file-system.write', 'write'],
    ['rye.fetch.*', 'safe'],
    ['rye.fetch.knowledge.acme.*', 'safe'],
    ['rye.sign.directive.acme', 'safe'],
    ['rye.other', 'unrestricted'],
    ['*', 'unrestricted'],
  ])('%s is %s', (capability, risk) => {
    expect(riskOf(capability)).toBe(risk);
  });

  test('comes from the pattern with the most dots, the first of equals', () => {
    const patterns = [
      { pattern: 'rye.a.*', risk: 'write' },
      { pattern: 'rye.*.b', risk: 'elevated' },
      { pattern: 'rye.*', risk: 'unrestricted' },
    ] as const;
    expect(riskOf('rye.a.b', patterns)).toBe('write');
  });

  test('is the highest when no pattern is given', () => {
    expect(riskOf('rye.fetch.*', [])).toBe('unrestricted');
  });

  test('stops a thread only when unrestricted', () => {
    expect(riskPolicies).toEqual({ safe: 'allow', write: 'allow', elevated: 'acknowledge', unrestricted: 'block' });
  });
});

export { type FailureRule, findFailureRule, type RetryWait, readFailureRules } from './failure-rules.ts';

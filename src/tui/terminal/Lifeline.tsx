import { useApp } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import type { Fault } from './fault.ts';
import type { GuardedScreen } from './guard-terminal.ts';

/** What ties a drawn tree to the guard of its terminal. */
export interface LifelineProps {
  /** Told once how to hand the terminal over. */
  onReady: (handOver: GuardedScreen['handOver']) => void;
  /** Breaks down after the first frame, where a test asks for it. */
  fault?: Fault | undefined;
  onFault: (fault: Fault) => void;
  children: ReactNode;
}

/** Stands around everything that is drawn: only inside of the tree is the terminal to be had from Ink. */
export function Lifeline({ onReady, fault, onFault, children }: LifelineProps): ReactNode {
  const { suspendTerminal } = useApp();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    onReady(async () => {
      const suspension = await suspendTerminal();
      return () => suspension.resume();
    });
  }, [onReady, suspendTerminal]);
  useEffect(() => {
    if (fault === undefined) return undefined;
    // After the first frame, so that there is something to take down.
    const timer = setTimeout(() => (fault === 'render' || fault === 'handler' ? setBroken(true) : onFault(fault)), 100);
    return () => clearTimeout(timer);
  }, [fault, onFault]);
  useEffect(() => {
    if (broken && fault === 'handler') throw new Error('a fault was asked for: handler');
  }, [broken, fault]);
  if (broken && fault === 'render') throw new Error('a fault was asked for: render');
  return children;
}

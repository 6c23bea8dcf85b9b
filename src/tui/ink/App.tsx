import { useApp, useCursor, useInput, usePaste, useStdin } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import type { Cockpit } from '../cockpit.ts';
import { readMouse } from '../mouse/read-mouse.ts';
import type { Screen } from '../terminal/run-screen.tsx';
import { Frame } from './Frame.tsx';
import { keysOf } from './keys-of.ts';

/** The one component that knows both sides: the cockpit's frames go to Ink, Ink's keys to the cockpit. */
export function App({ cockpit, screen }: { cockpit: Cockpit; screen: Screen }) {
  const { exit } = useApp();
  const { stdin } = useStdin();
  const { setCursorPosition } = useCursor();
  const frame = useSyncExternalStore(cockpit.subscribe, cockpit.frame);
  useInput((input, key) => cockpit.press(keysOf(input, key)));
  usePaste((text) => cockpit.send({ type: 'paste', text }));
  useEffect(
    () =>
      cockpit.attach({
        exit,
        suspend: () => screen.suspend(),
        lend: (use) => screen.lend(use),
        setMouse: (on) => screen.setMode('mouse', on),
      }),
    [cockpit, exit, screen],
  );
  useEffect(() => {
    // Ink drops what it takes for no key.
    const onData = (data: Buffer | string): void => {
      for (const event of readMouse(data.toString())) cockpit.send({ type: 'mouse', event });
    };
    stdin.on('data', onData);
    return () => void stdin.off('data', onData);
  }, [cockpit, stdin]);
  setCursorPosition(frame.cursor && { x: frame.cursor.column, y: frame.cursor.row });
  return <Frame rows={frame.rows} size={frame.size} />;
}

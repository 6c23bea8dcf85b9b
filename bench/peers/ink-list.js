// A list in Ink and nothing else: 1,000 rows of which those that fit are drawn, changed 500 times a second for so many
// seconds as the first argument says, beginning at the first key. The peer of the cockpit.
import { Box, render, Text, useInput, useWindowSize } from 'ink';
import { createElement, memo, useEffect, useState } from 'react';

const ROWS = 1000;
const PER_TICK = 10;
const TICK_MS = 20;
const seconds = Number(process.argv[2] ?? 5);
const counts = Array.from({ length: ROWS }, () => 0);

const Row = memo(({ text, selected }) => createElement(Text, { inverse: selected, wrap: 'truncate-end' }, text));

function List() {
  const { columns, rows } = useWindowSize();
  const [selected, select] = useState(0);
  const [begun, begin] = useState(false);
  const [, change] = useState(0);
  useInput((input, key) => {
    if (input === 'b') begin(true);
    if (key.downArrow) select((row) => Math.min(row + 1, ROWS - 1));
    if (key.upArrow) select((row) => Math.max(row - 1, 0));
  });
  useEffect(() => {
    if (!begun) return;
    let ticks = 0;
    const timer = setInterval(() => {
      for (let nth = 0; nth < PER_TICK; nth += 1) counts[(ticks * PER_TICK * 7 + nth * 7) % ROWS] += 1;
      ticks += 1;
      change(ticks);
      if (ticks >= (seconds * 1000) / TICK_MS) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [begun]);
  const top = Math.max(0, Math.min(selected - 10, ROWS - rows + 1));
  const shown = counts.slice(top, top + rows - 1);
  return createElement(
    Box,
    { flexDirection: 'column', width: columns, height: rows },
    createElement(Text, null, `list of ${ROWS}, row ${selected} selected`),
    ...shown.map((count, nth) =>
      createElement(Row, {
        key: nth,
        selected: top + nth === selected,
        text: `thread ${top + nth} running ${count} calls`.padEnd(columns),
      }),
    ),
  );
}

render(createElement(List), { alternateScreen: true });

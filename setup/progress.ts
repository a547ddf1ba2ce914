/** A long step while it runs. Everything goes to stderr: stdout may be read by a program. */
export interface Progress {
  /** What is known now, a few words (`812 of 1679 packages`); drawn with the seconds. */
  update(detail: string): void;
  /** Ends the line with how it went. */
  end(detail: string): void;
  /** Makes room in a terminal for other lines; the next draw shows it again. */
  hide(): void;
  /** Ends without a trace in a terminal: the result that follows speaks for itself. */
  clear(): void;
}

/** What a progress line is drawn on. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Without a terminal a line is written this often, so that a log shows life and stays short. */
const QUIET_INTERVAL_MS = 30_000;

/**
 * Shows a long step: in a terminal one line that counts the seconds, elsewhere a line at its start, one every half minute
 * and one at its end.
 */
export function startProgress(title: string, stream: ProgressStream = process.stderr, now: () => number = Date.now): Progress {
  const started = now();
  let detail = "";
  const line = () => `${title}${detail === "" ? "" : `: ${detail}`}, ${formatSeconds((now() - started) / 1000)}`;
  const live = stream.isTTY === true;
  const draw = () => stream.write(live ? `\r\u001b[K${clip(line(), terminalWidth(stream))}` : `${line()}\n`);
  if (live) draw();
  else stream.write(`${title} …\n`);
  const timer = setInterval(draw, live ? 500 : QUIET_INTERVAL_MS);
  timer.unref();
  const hide = () => {
    if (live) stream.write("\r\u001b[K");
  };
  return {
    hide,
    update(next) {
      detail = next;
      if (live) draw();
    },
    clear() {
      clearInterval(timer);
      hide();
    },
    end(last) {
      clearInterval(timer);
      detail = last;
      stream.write(live ? `\r\u001b[K${line()}\n` : `${line()}\n`);
    },
  };
}

/** The columns of a terminal; some say 0 when they do not know, then the width that everybody can show. */
export function terminalWidth(stream: { columns?: number }): number {
  return stream.columns === undefined || stream.columns < 20 ? 80 : stream.columns;
}

/** `7 s`, `2 min 03 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

function clip(text: string, columns: number): string {
  return text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
}

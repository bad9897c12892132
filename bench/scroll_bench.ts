/**
 * Scrolling: the window in a real Chromium, a conversation of 100,000 messages behind it. Every frame moves the list by as
 * much as a hand at a wheel or a fling does, in both directions, so that pages are fetched and put in all the time.
 */
import type { CDPSession, Page } from "playwright-core";
import { launchBrowser } from "../tests/support/browser.ts";
import { FakeBackend } from "../tests/support/fake_backend.ts";
import { PageServer } from "../tests/support/page_server.ts";
import { percentile, printTable, type Row, verdict } from "./support.ts";

const MESSAGES = Number(Deno.env.get("BENCH_MESSAGES") ?? 100_000);
/** Frames of each run; ten seconds at 60 a second. */
const FRAMES = 600;
/** A picture at 60 a second has 16.7 ms; what takes longer than that and a half is one left out. */
const FRAME = 1000 / 60;

const WORDS = ("the quick brown fox jumps over lazy dog while съешь ещё этих мягких французских булок да выпей чаю " +
  "`code` **bold** https://example.org/a 🙂").split(" ");

/** Texts of very different lengths, with answers and reactions, as people write. */
function fill(backend: FakeBackend, key: string): void {
  let seed = 7;
  const random = (below: number) => (seed = Math.imul(seed, 48_271) >>> 1) % below;
  const begun = Date.now() - MESSAGES * 90_000;
  for (let i = 0; i < MESSAGES; i++) {
    const length = random(10) === 0 ? 60 + random(90) : 1 + random(16);
    const text = Array.from({ length }, () => WORDS[random(WORDS.length)]).join(" ");
    const sent_at = begun + i * 90_000;
    const reactions = random(12) === 0 ? { reactions: [{ mine: true, emoji: "👍", at: sent_at }] } : {};
    const edited = random(20) === 0 ? { edited_at: sent_at } : {};
    backend.wrote(key, random(2) ? "in" : "out", `${i}: ${text}`, { sent_at, ...reactions, ...edited });
  }
}

interface Run {
  /** Milliseconds from one frame to the next. */
  readonly frames: number[];
  /** Pixels. */
  readonly moved: number;
  /** Frames in which nothing but the ground was in sight. */
  readonly blank: number;
  /** Largest distance a message in sight moved by itself, in pixels. */
  readonly jump: number;
}

/** Moves the list by `step` pixels in each frame and looks whether what was in sight moved by just that. */
function scroll(page: Page, step: number, frames: number): Promise<Run> {
  return page.evaluate(async ({ step, frames }) => {
    const list = document.querySelector(".messages")!;
    const rows = () => [...list.getElementsByClassName("row")] as HTMLElement[];
    const seen = () => {
      const { top, bottom } = list.getBoundingClientRect();
      return rows().find((row) => {
        const box = row.getBoundingClientRect();
        return box.bottom > top + 100 && box.top < bottom;
      });
    };
    const next = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const times: number[] = [];
    let [moved, blank, jump] = [0, 0, 0];
    let before = await next();
    for (let i = 0; i < frames; i++) {
      const row = seen();
      const at = row?.getBoundingClientRect().top ?? 0;
      const from = list.scrollTop;
      list.scrollTop += step;
      const wanted = at - (list.scrollTop - from);
      moved += Math.abs(list.scrollTop - from);
      const now = await next();
      times.push(now - before);
      before = now;
      if (row === undefined) blank++;
      else if (row.isConnected) jump = Math.max(jump, Math.abs(row.getBoundingClientRect().top - wanted));
    }
    return { frames: times, moved, blank, jump };
  }, { step, frames });
}

/** Processor time of the page's main thread in milliseconds: what else runs on this machine does not count. */
async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
}

async function main(): Promise<void> {
  const backend = new FakeBackend();
  backend.settings.language = "en";
  const { key } = backend.person("Boris");
  fill(backend, key);
  const server = await PageServer.start(backend);
  const browser = await launchBrowser();
  const table: Row[] = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(server.url);
    const opening = performance.now();
    await page.locator(".contact").click();
    await page.locator(".bubble").last().waitFor();
    table.push({ what: `open a conversation of ${MESSAGES} messages`, measured: ms(performance.now() - opening) });
    const runs = [
      ["backwards, 120 px a frame (a wheel)", -120],
      ["forwards, 120 px a frame", 120],
      ["backwards, 400 px a frame (a fling)", -400],
      ["forwards, 400 px a frame", 400],
      ["backwards again", -400],
    ] as const;
    for (const [what, step] of runs) {
      const begun = await busy(session);
      const { frames, moved, blank, jump } = await scroll(page, step, FRAMES);
      const work = (await busy(session) - begun) / FRAMES;
      const [middle, slow] = [percentile(frames, 0.5), percentile(frames, 0.95)];
      const late = frames.filter((frame) => frame > FRAME * 1.5).length;
      table.push({
        what,
        measured: `${ms(middle)} / ${ms(slow)} p95`,
        aim: `${verdict(slow <= FRAME * 1.2, "60 a second")}; ${late} of ${FRAMES} late, ${ms(work)} work a frame, ` +
          `${Math.round(moved)} px, ${blank} blank, ${jump.toFixed(1)} px astray`,
      });
    }
    table.push({ what: "bubbles in the page", measured: String(await page.locator(".bubble").count()) });
    const jumping = performance.now();
    await page.locator(".jump").click();
    await page.locator(".bubble", { hasText: `${MESSAGES - 1}: ` }).waitFor();
    table.push({ what: "from there to the newest message", measured: ms(performance.now() - jumping) });
  } finally {
    await browser.close();
    await server.stop();
  }
  printTable("Scrolling in the window (median / p95 of a frame)", table);
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

await main();

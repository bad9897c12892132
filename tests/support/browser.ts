/** A real browser for tests. Not finding one is a failure that says what to install, never a silent skip. */
import { type Browser, chromium } from "playwright-core";
import { BROWSER_NAMES, BROWSER_PLACES } from "./browser_names.ts";

/** What Playwright 1.65 switches off: of two lists the browser takes the last, ours, so they stand in it again. */
const OFF_BY_PLAYWRIGHT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "msForceBrowserSignIn",
  "msEdgeUpdateLaunchServicesPreferredVersion",
];

/**
 * The browser's own pages behind its address bar, more than two hundred files, which nobody sees here: half of the
 * processor time that a new page took. Puppeteer switches the first two off as well.
 */
const OWN_PAGES = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "PreloadTopChromeWebUI"];

/** Nothing leaves this machine, nothing asks on first run. */
const FLAGS = [
  `--disable-features=${[...OFF_BY_PLAYWRIGHT, ...OWN_PAGES].join(",")}`,
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of a Chromium, Chrome or Edge; `PARLEY_BROWSER` goes first. */
export function findBrowser(): string {
  const windows = Deno.build.os === "windows";
  const folders = (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":").filter((folder) => folder !== "");
  const on_path = BROWSER_NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}${windows ? ".exe" : ""}`));
  for (const path of [Deno.env.get("PARLEY_BROWSER") ?? "", ...on_path, ...BROWSER_PLACES]) {
    if (path !== "" && isFile(path)) return path;
  }
  throw new Error(
    "looking for a browser: none found. Install Chromium (Debian: apt-get install chromium), Chrome or Edge, " +
      "or name its executable in PARLEY_BROWSER",
  );
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: FLAGS });
}

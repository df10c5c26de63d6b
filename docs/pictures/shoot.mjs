// Draws each shot of FOLDER/shots.json in headless Chromium, and keeps its picture beside this file.
// A picture is as large as what it shows. Pages have no network: all they need is bundled.
//
//     CHROMIUM=/usr/bin/chromium node shoot.mjs FOLDER

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import sharp from "sharp";

// Kilobytes: what a page of documentation may be made to load.
const MOST_SIZE = 150;
// Pixels of the picture to one of the page: letters stay sharp on fine screens.
const SCALE = 1.5;
const here = import.meta.dirname;
const folder = path.resolve(process.argv[2]);

const page = await bundled();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  for (const shot of JSON.parse(await readFile(path.join(folder, "shots.json"), "utf8"))) {
    await shoot(shot);
  }
} finally {
  await browser.close();
}

async function bundled() {
  await build({
    entryPoints: [path.join(here, "page.jsx")],
    outdir: folder,
    bundle: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".woff2": "dataurl", ".woff": "empty" },
    // adaptivecards says that its modules have no side effects, yet Table registers itself in one.
    ignoreAnnotations: true,
    logLevel: "warning",
  });
  const file = path.join(folder, "page.html");
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css">
<body><div id="shot"></div><script src="page.js"></script></body>`,
  );
  return pathToFileURL(file).href;
}

async function shoot(shot) {
  const tab = await browser.newPage({
    deviceScaleFactor: SCALE,
    viewport: { width: 1400, height: 900 },
    colorScheme: "light",
    timezoneId: "UTC",
    locale: "en-GB",
    offline: true,
  });
  tab.on("pageerror", (error) => {
    throw error;
  });
  await tab.goto(page);
  await tab.evaluate((content) => window.draw(content), shot);
  await tab.evaluate(() => document.fonts.ready);
  await tab.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode())));
  const taken = await tab.locator("#shot").screenshot({ animations: "disabled" });
  await tab.close();
  // A table of colours makes it a third as large.
  const drawn = await sharp(taken).png({ palette: true, effort: 10, dither: 0 }).toBuffer();
  await writeFile(path.join(here, `${shot.name}.png`), drawn);
  const size = Math.ceil(drawn.length / 1024);
  console.log(`${shot.name}.png  ${size} KB`);
  if (size > MOST_SIZE) throw new Error(`${shot.name}.png is larger than ${MOST_SIZE} KB`);
}

// Builds everything the browser gets: main.js, theme.js, app.css, one file per island, and the icon sprite.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const UI = join(ROOT, "xietong/kit/ui");
const OUT = join(UI, "static/dist");
const OWN_LIMIT = 60 * 1024; // bytes of our own code in main.js, minified, before compression

const islands = readdirSync(join(HERE, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(HERE, "src", entry.name, "element.ts")))
  .map((entry) => ({ in: join(HERE, "src", entry.name, "element.ts"), out: entry.name }));

const options = {
  bundle: true,
  minify: true,
  target: ["es2022", "chrome111", "safari16.4", "firefox115"],
  outdir: OUT,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  charset: "utf8",
  loader: { ".woff2": "file", ".woff": "file", ".svg": "dataurl" },
  plugins: [{ name: "no-foreign-fonts", setup: dropForeignFonts }],
};

// Some libraries' CSS asks another host for a web font; a page of ours asks nobody.
function dropForeignFonts({ onLoad }) {
  onLoad({ filter: /node_modules.*\.css$/ }, ({ path }) => {
    const css = readFileSync(path, "utf8");
    const clean = css
      .replace(/@font-face\s*{[^}]*url\(\s*["']?https?:[^}]*}/g, "")
      .replace(/@import\s+(url\()?["']?https?:[^;]*;/g, "");
    return { contents: clean, loader: "css" };
  });
}

function sprite() {
  const names = readFileSync(join(UI, "icons.txt"), "utf8")
    .split("\n").map((line) => line.split("#")[0].trim()).filter(Boolean);
  const symbols = [...new Set(names)].map((name) => {
    const file = join(ROOT, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`icons.txt: @tabler/icons has no icon "${name}"`);
    const drawn = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
      `stroke-linecap="round" stroke-linejoin="round">${drawn.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  writeFileSync(join(OUT, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
  return symbols.length;
}

function ownBytes(metafile) {
  const main = Object.entries(metafile.outputs).find(([name]) => name.endsWith("dist/main.js"))[1];
  return Object.entries(main.inputs)
    .filter(([name]) => !name.includes("node_modules"))
    .reduce((sum, [, input]) => sum + input.bytesInOutput, 0);
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const page = await build({
  ...options,
  format: "iife",
  entryPoints: [
    { in: join(HERE, "src/main/main.ts"), out: "main" },
    { in: join(HERE, "src/main/first.ts"), out: "theme" },
    { in: join(HERE, "src/styles/app.css"), out: "app" },
  ],
});
if (islands.length) await build({ ...options, format: "esm", entryPoints: islands });
const own = ownBytes(page.metafile);
if (own > OWN_LIMIT) throw new Error(`main.js holds ${own} bytes of our own code; the limit is ${OWN_LIMIT}`);
console.log(`main.js: ${own} bytes of our own; ${sprite()} icons; islands: ${islands.map((i) => i.out).join(", ") || "none"}`);

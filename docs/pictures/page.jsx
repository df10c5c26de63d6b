// One shot, drawn as its surface would: `window.draw(shot)`, see answers.py for what a shot is.
//
// Slack's and Teams' own clients cannot be run here. Slack's blocks are drawn by
// slack-blocks-to-jsx, Teams' cards by Microsoft's own adaptivecards with colours and sizes like
// Teams'; what is around them is ours (page.css). Both draw only a part of what the clients do.

import "@fontsource/dejavu-mono/400.css";
import "@fontsource/dejavu-mono/700.css";
import "@fontsource/lato/400.css";
import "@fontsource/lato/700.css";
import "@fontsource/lato/900.css";
import "@fontsource/open-sans/400.css";
import "@fontsource/open-sans/600.css";
import "slack-blocks-to-jsx/dist/style.css";
import "./page.css";

import * as cards from "adaptivecards";
import { AnsiUp } from "ansi_up";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import { hostConfig } from "./teams.js";

const PERSON = "Dana Weber";
const BOT = "FinOps";

function picture(letters, colour) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="72" height="72"><rect width="72"
    height="72" fill="${colour}"/><text x="36" y="47" font-family="sans-serif" font-weight="bold"
    font-size="32" fill="white" text-anchor="middle">${letters}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const PICTURES = { [PERSON]: picture("DW", "#7a5195"), [BOT]: picture("$", "#0b6e4f") };

function plain(text) {
  const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
  return { type: "rich_text", elements: [section] };
}

function Said({ by, blocks, at }) {
  return <Message theme="light" blocks={blocks} logo={PICTURES[by]} name={by} time={at} />;
}

// The renderer reads :names: as emoji in plain text too, which Slack does not: ARNs are full of them.
function literal(key, value) {
  return key === "text" && typeof value === "string" ? value.replaceAll(":", ":\u2060") : value;
}

function Slack({ shot }) {
  const at = new Date(shot.at);
  return (
    <>
      <div className="person">
        <Said by={PERSON} blocks={[plain(`@${BOT} ${shot.question}`)]} at={at} />
      </div>
      <Said by={BOT} blocks={JSON.parse(JSON.stringify(shot.content), literal)} at={at} />
      {shot.picture && <img className="file" src={`data:image/png;base64,${shot.picture}`} alt="" />}
    </>
  );
}

// Teams' own charts are in no open renderer: what stands in for them on phones is drawn.
function withFallbacks(part) {
  if (Array.isArray(part)) return part.map(withFallbacks);
  if (part === null || typeof part !== "object") return part;
  if (part.type?.startsWith("Chart.")) return withFallbacks(part.fallback);
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, withFallbacks(one)]));
}

function card(content) {
  const drawn = new cards.AdaptiveCard();
  drawn.hostConfig = new cards.HostConfig(hostConfig);
  const context = new cards.SerializationContext();
  drawn.parse(withFallbacks(content), context);
  // What it does not know it leaves out, and a picture without its table says nothing true.
  if (context.eventCount) throw new Error(context.getEventAt(0).message);
  return drawn.render();
}

function Teams({ shot }) {
  const time = new Date(shot.at).toLocaleTimeString("en-GB", { timeStyle: "short" });
  return (
    <>
      <div className="mine">
        <div className="bubble">{shot.question}</div>
      </div>
      <div className="theirs">
        <img src={PICTURES[BOT]} alt="" />
        <div>
          <div className="by">
            {BOT} <span>{time}</span>
          </div>
          <div className="card" ref={(place) => place?.replaceChildren(card(shot.content))} />
        </div>
      </div>
    </>
  );
}

function Terminal({ shot }) {
  const colours = new AnsiUp();
  return (
    <>
      <div className="prompt">
        <b>finops&gt;</b> {shot.question}
      </div>
      <pre dangerouslySetInnerHTML={{ __html: colours.ansi_to_html(shot.content) }} />
    </>
  );
}

const SURFACES = { slack: Slack, teams: Teams, terminal: Terminal };

window.draw = (shot) => {
  const place = document.getElementById("shot");
  place.className = shot.surface;
  const Surface = SURFACES[shot.surface];
  flushSync(() => createRoot(place).render(<Surface shot={shot} />));
};

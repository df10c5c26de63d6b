// What of Slack's types the tests hold us to; `make` turns it into slack.json.
import type { KnownBlock, ModalView } from "@slack/types";
import type { Manifest } from "@slack/web-api/dist/types/request/manifest";

export interface Slack {
  blocks: KnownBlock[];
  modal: ModalView;
  manifest: Manifest;
}

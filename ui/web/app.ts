/** The page: puts the window into the document and starts the connection. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { AppShell } from "./components/app_shell.ts";
import { html } from "./html.ts";
import { resume } from "./state/actions.ts";
import { followBack, keepEntry } from "./state/back.ts";
import { announceMessages, guardLeaving, keepDay, keepDocument } from "./state/document.ts";
import { forgetDraft } from "./state/drafts.ts";
import { connect, connectWhenSeen, onProgramEvent } from "./state/program.ts";
import { leaveSearch } from "./state/search.ts";

effect(keepDocument);
effect(keepEntry);
effect(leaveSearch);
followBack();
guardLeaving();
keepDay();
onProgramEvent(resume);
onProgramEvent(announceMessages);
onProgramEvent(forgetDraft);
render(html`<${AppShell} />`, document.getElementById("app")!);
connect();
connectWhenSeen();

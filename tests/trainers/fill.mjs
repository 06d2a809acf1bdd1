// Reads jobs, [{ id, source, choice }], from standard input and writes for each the trainer's file with the settings filled in and
// what to set in the trainer, as the page gives them: { text, snippets }.
import { text } from "node:stream/consumers";

import { fill, howTo } from "../../www/own/trainers.js";

const jobs = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(jobs.map(({ id, source, choice }) => ({ text: fill(id, source, choice), snippets: howTo(id, choice) }))));

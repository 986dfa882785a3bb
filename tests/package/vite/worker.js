import init, { Raftarium } from "raftarium";
import { digest } from "./digest.js";

await init();
postMessage(digest(new Raftarium()));

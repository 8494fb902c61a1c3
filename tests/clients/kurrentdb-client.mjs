import * as api from "@kurrent/kurrentdb-client";
import { run } from "./scenario.mjs";

run((connection) => ({
  client: api.KurrentDBClient.connectionString(connection),
  api,
  expect: (streamState) => ({ streamState }),
}));

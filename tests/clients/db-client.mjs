import * as api from "@eventstore/db-client";
import { run } from "./scenario.mjs";

run((connection) => ({
  client: api.EventStoreDBClient.connectionString(connection),
  api,
  expect: (expectedRevision) => ({ expectedRevision }),
}));

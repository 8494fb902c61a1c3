// What a client does with groups of consumers.
import { failure, shortly } from "./scenario.mjs";

const group = "maps";

/** Makes groups, follows one, sets its first event aside, and looks at them. */
export async function share({ client, api }, stream) {
  const settings = api.persistentSubscriptionToStreamSettingsFromDefaults({
    startFrom: api.START, resolveLinkTos: true, checkPointLowerBound: 1, checkPointUpperBound: 1,
  });
  const missing = await failure(() => next(client.subscribeToPersistentSubscriptionToStream(stream, group)));
  await client.createPersistentSubscriptionToStream(stream, group, settings);
  const exists = await failure(() => client.createPersistentSubscriptionToStream(stream, group, settings));
  await client.createPersistentSubscriptionToAll(
    group,
    api.persistentSubscriptionToAllSettingsFromDefaults({ startFrom: api.START }),
    { filter: api.eventTypeFilter({ prefixes: ["ControlReported"] }) });

  const subscription = client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize: 1 });
  const seen = [];
  for await (const resolved of subscription) {
    seen.push(shortly(resolved));
    if (seen.length === 1) await subscription.nack(api.PARK, "odd", resolved);
    else await subscription.ack(resolved);
    if (seen.length === 2) break;
  }

  const info = await until(() => client.getPersistentSubscriptionToStreamInfo(stream, group), (i) => Number(i.stats.parkedMessageCount) === 1);
  await subscription.unsubscribe().catch(() => {});

  const all = client.subscribeToPersistentSubscriptionToAll(group);
  const first = await next(all);
  await all.ack(first);
  await all.unsubscribe().catch(() => {});
  const listed = await client.listAllPersistentSubscriptions();
  return { missing, exists, seen, all: shortly(first), strategy: info.settings.consumerStrategyName, listed: listed.map((l) => `${l.eventSource}::${l.groupName}`) };
}

/** Takes what was set aside once more, and is done with the group. */
export async function replay({ client }, stream) {
  await client.replayParkedMessagesToStream(stream, group);
  const subscription = client.subscribeToPersistentSubscriptionToStream(stream, group);
  const ended = new Promise((resolve) => { subscription.on("error", (error) => resolve(error)); });
  const parked = await new Promise((resolve) => { subscription.on("data", resolve); });
  await subscription.ack(parked);
  await until(() => client.getPersistentSubscriptionToStreamInfo(stream, group), (i) => Number(i.stats.parkedMessageCount) === 0);
  const settings = (await client.getPersistentSubscriptionToStreamInfo(stream, group)).settings;
  await client.updatePersistentSubscriptionToStream(stream, group, { ...settings, maxRetryCount: 3 });
  const dropped = await failure(async () => { throw await ended; });
  const retries = (await client.getPersistentSubscriptionToStreamInfo(stream, group)).settings.maxRetryCount;
  await client.deletePersistentSubscriptionToStream(stream, group);
  return { parked: shortly(parked), dropped, retries, left: (await client.listAllPersistentSubscriptions()).map((l) => l.eventSource) };
}

async function next(subscription) {
  for await (const event of subscription) return event;
  throw new Error("the subscription ended");
}

async function until(ask, isSo) {
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
  }
}

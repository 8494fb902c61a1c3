// district-<id>: every fact about a place, what corrects, retracts, regrades or withdraws one, and what merges or splits the place, in
// the order of the log.
// The endpoint of `reports serve` computes the same streams; a test compares them.
//
// State: s[0] is that of one source (fact key -> places), s[1] is shared (incident -> places where it took place, as it was
// known at this point of the log).

options({ biState: true });

function has(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
}

function add(places, more) {
    (more || []).forEach(function (place) {
        if (places.indexOf(place) < 0) places.push(place);
    });
    return places;
}

// A figure is about an incident, wherever that took place, or about a place.
function placesOf(shared, kind, fact) {
    if (kind === "control") return [fact.place];
    if (kind === "figure") return has(shared.incidents, fact.about) ? add([], shared.incidents[fact.about]) : [fact.about];
    var places = add(add([], fact.from), fact.to);
    if (!has(shared.incidents, fact.key)) shared.incidents[fact.key] = [];
    add(shared.incidents[fact.key], places);
    return places;
}

function link(places, e) {
    places.forEach(function (place) {
        linkTo("district-" + place, e);
    });
}

function state(kind) {
    return function (s, e) {
        var places = placesOf(s[1], kind, e.data);
        s[0].facts[e.data.key] = places;
        link(places, e);
        return s;
    };
}

function reconciled(s, e) {
    link([e.data.place, e.data.into], e);
    return s;
}

fromAll().foreachStream().when({
    $init: function () {
        return { facts: {} };
    },
    $initShared: function () {
        return { incidents: {} };
    },
    ControlReported: state("control"),
    FigureReported: state("figure"),
    IncidentReported: state("incident"),
    // Belongs to where the fact was said to be, and to where it is now.
    FactCorrected: function (s, e) {
        var kind = ["control", "figure", "incident"].filter(function (k) {
            return has(e.data, k);
        })[0];
        var fact = e.data[kind];
        var places = placesOf(s[1], kind, fact);
        var before = has(s[0].facts, fact.key) ? s[0].facts[fact.key] : [];
        s[0].facts[fact.key] = places;
        link(add(add([], places), before), e);
        return s;
    },
    FactRetracted: function (s, e) {
        if (!has(s[0].facts, e.data.key)) return s;
        link(s[0].facts[e.data.key], e);
        delete s[0].facts[e.data.key];
        return s;
    },
    FactRegraded: function (s, e) {
        if (has(s[0].facts, e.data.key)) link(s[0].facts[e.data.key], e);
        return s;
    },
    // Whoever follows either place must learn of it; what was recorded before stays where it was.
    PlaceMerged: reconciled,
    PlaceSplit: reconciled,
    SourceWithdrawn: function (s, e) {
        var places = [];
        Object.keys(s[0].facts).forEach(function (key) {
            add(places, s[0].facts[key]);
        });
        s[0].facts = {};
        link(places, e);
        return s;
    }
});

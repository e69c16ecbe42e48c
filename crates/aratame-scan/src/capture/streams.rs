//! The beginnings of TCP streams, both directions, in order.
//!
//! Owns the table of flows and its bounds. A stream is followed until its handshake is read, or it
//! is none; then a mark of it stays, so that the rest is passed over.

use super::handshake::{Side, State};
use super::talks::Talks;
use aratame_formats::capture::network::Segment;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;

/// Flows that are remembered; the oldest gives way.
const MAX_FLOWS: usize = 1 << 16;

/// Bytes of all flows that are held; the oldest gives way.
const MAX_HELD: usize = 128 << 20;

/// Bytes of one direction: a chain of ML-DSA certificates and what comes before it.
const MAX_STREAM: usize = 128 << 10;

/// Segments that came too early, of one direction.
const MAX_EARLY: usize = 64;

/// One end.
pub(super) type End = (IpAddr, u16);

/// Both directions of a connection: from the lower end to the higher, and back.
#[derive(Debug, Default)]
struct Flow {
    directions: [Direction; 2],
    /// Which direction began the connection.
    client: Option<usize>,
}

#[derive(Debug, Default)]
struct Direction {
    /// The number of the next byte.
    next: Option<u32>,
    bytes: Vec<u8>,
    early: BTreeMap<u32, Vec<u8>>,
    side: Side,
    /// The length at which the bytes are looked at again: longer by a quarter each time, so that
    /// streams of single bytes cost no square.
    look_at: usize,
}

/// The table of flows: of one that is done only the mark is left.
#[derive(Debug, Default)]
pub(super) struct Streams {
    flows: HashMap<(End, End), Option<Box<Flow>>>,
    order: VecDeque<(End, End)>,
    held: usize,
}

impl Streams {
    pub(super) fn segment(
        &mut self,
        from: IpAddr,
        to: IpAddr,
        segment: &Segment<'_>,
        talks: &mut Talks,
    ) {
        if segment.payload.is_empty() && !segment.begins && !segment.ends {
            return;
        }
        let (from, to) = ((from, segment.from), (to, segment.to));
        let (key, direction) = if from <= to { ((from, to), 0) } else { ((to, from), 1) };
        let place = match self.flows.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(_) if segment.ends => return,
            Entry::Vacant(free) => {
                self.order.push_back(key);
                free.insert(Some(Box::default()))
            }
        };
        if place.is_none() && segment.begins {
            // The same ports once more: another connection.
            *place = Some(Box::default());
        }
        let Some(flow) = place else { return };
        if segment.begins && flow.client.is_none() {
            flow.client = Some(direction);
        }
        let before = flow.held();
        flow.take(direction, segment);
        self.held = (self.held + flow.held()).saturating_sub(before);
        if (flow.is_read() || (segment.ends && !segment.begins && flow.is_over()))
            && let Some(flow) = place.take()
        {
            self.held = self.held.saturating_sub(flow.held());
            flow.finish(key, talks);
        }
        self.make_room(talks);
    }

    fn make_room(&mut self, talks: &mut Talks) {
        while self.flows.len() > MAX_FLOWS || self.held > MAX_HELD {
            let Some(oldest) = self.order.pop_front() else { return };
            let Some(Some(flow)) = self.flows.remove(&oldest) else { continue };
            self.held = self.held.saturating_sub(flow.held());
            flow.finish(oldest, talks);
        }
    }

    /// Counts what is left.
    pub(super) fn finish(&mut self, talks: &mut Talks) {
        while let Some(oldest) = self.order.pop_front() {
            if let Some(Some(flow)) = self.flows.remove(&oldest) {
                flow.finish(oldest, talks);
            }
        }
        self.held = 0;
    }
}

impl Flow {
    fn held(&self) -> usize {
        self.directions.iter().map(Direction::held).sum()
    }

    fn take(&mut self, direction: usize, segment: &Segment<'_>) {
        if let Some(direction) = self.directions.get_mut(direction) {
            direction.take(segment);
            direction.look(false);
        }
    }

    /// Whether nothing more is to be learned: both sides are read, or one is no handshake.
    fn is_read(&self) -> bool {
        let states = self.directions.each_ref().map(|each| each.side.state);
        states == [State::Read; 2] || states.contains(&State::Other)
    }

    /// Whether an end of one side ends the conversation: the other side said all that it will.
    fn is_over(&self) -> bool {
        self.directions.iter().all(|each| each.early.is_empty())
    }

    fn finish(mut self, (low, high): (End, End), talks: &mut Talks) {
        for direction in &mut self.directions {
            direction.look(true);
        }
        talks.stream(low, high, self.client, self.directions.map(|each| each.side));
    }
}

impl Direction {
    fn held(&self) -> usize {
        self.bytes.len() + self.early.values().map(Vec::len).sum::<usize>()
    }

    fn take(&mut self, segment: &Segment<'_>) {
        if self.side.state != State::Reading {
            return;
        }
        if segment.begins && self.next.is_none() {
            self.next = Some(segment.sequence.wrapping_add(1));
        }
        if segment.payload.is_empty() {
            return;
        }
        // A capture that began later: only what looks like a beginning is one.
        if self.next.is_none() && Side::may_begin(segment.payload) {
            self.next = Some(segment.sequence);
        }
        let Some(next) = self.next else { return };
        match segment.sequence.wrapping_sub(next).cast_signed() {
            0 => self.append(segment.payload),
            late @ i32::MIN..=-1 => {
                let known = usize::try_from(late.unsigned_abs()).unwrap_or(usize::MAX);
                self.append(segment.payload.get(known..).unwrap_or_default());
            }
            early => {
                let fits = usize::try_from(early).is_ok_and(|gap| gap < MAX_STREAM);
                if fits && self.early.len() < MAX_EARLY {
                    self.early.insert(segment.sequence, segment.payload.to_vec());
                }
            }
        }
    }

    fn append(&mut self, bytes: &[u8]) {
        let room = MAX_STREAM.saturating_sub(self.bytes.len());
        self.bytes.extend(bytes.iter().take(room));
        let count = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.next = self.next.map(|next| next.wrapping_add(count));
        let Some(next) = self.next else { return };
        let follows = |sequence: u32| sequence.wrapping_sub(next).cast_signed() <= 0;
        let Some(sequence) = self.early.keys().copied().find(|each| follows(*each)) else { return };
        if let Some(bytes) = self.early.remove(&sequence) {
            let known = usize::try_from(next.wrapping_sub(sequence)).unwrap_or(usize::MAX);
            self.append(bytes.get(known..).unwrap_or_default());
        }
    }

    /// Reads what came so far. At the end everything counts, however little is new.
    fn look(&mut self, is_last: bool) {
        let length = self.bytes.len();
        if self.side.state != State::Reading || length == 0 || (length < self.look_at && !is_last) {
            return;
        }
        self.look_at = length + length / 4 + 1;
        self.side = Side::read(&self.bytes, length >= MAX_STREAM || is_last);
        if self.side.state != State::Reading {
            self.bytes = Vec::new();
            self.early.clear();
        }
    }
}

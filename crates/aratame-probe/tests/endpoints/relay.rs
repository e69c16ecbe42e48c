//! A relay that records what is said, byte for byte, and writes it as a capture: the probe's own
//! traffic without a right to listen to the machine's network.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};

/// Addresses for documentation (RFC 5737): of the client and of the server.
const ENDS: [Ipv4Addr; 2] = [Ipv4Addr::new(192, 0, 2, 7), Ipv4Addr::new(198, 51, 100, 9)];

/// Pieces of one conversation: whether the client said it, and what.
type Said = Vec<(bool, Vec<u8>)>;

/// A relay to one server.
pub(crate) struct Relay {
    pub(crate) port: u16,
    conversations: Arc<Mutex<Vec<Said>>>,
    is_stream: bool,
}

impl Relay {
    /// In front of a server of TCP.
    pub(crate) fn streams(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let conversations: Arc<Mutex<Vec<Said>>> = Arc::default();
        let all = conversations.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let number = {
                    let mut all = all.lock().unwrap();
                    all.push(Said::new());
                    all.len() - 1
                };
                for is_client in [true, false] {
                    let ends = (client.try_clone().unwrap(), server.try_clone().unwrap());
                    let (from, to) = if is_client { ends } else { (ends.1, ends.0) };
                    let all = all.clone();
                    std::thread::spawn(move || carry(from, to, &all, (number, is_client)));
                }
            }
        });
        Self { port, conversations, is_stream: true }
    }

    /// In front of a server of UDP; each client is a conversation.
    pub(crate) fn datagrams(server: u16) -> Self {
        let front = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = front.local_addr().unwrap().port();
        let conversations: Arc<Mutex<Vec<Said>>> = Arc::default();
        let all = conversations.clone();
        std::thread::spawn(move || {
            let mut clients: Vec<(SocketAddr, Arc<UdpSocket>)> = Vec::new();
            let mut buffer = vec![0; 65_535];
            while let Ok((count, client)) = front.recv_from(&mut buffer) {
                let known = clients.iter().position(|(each, _)| *each == client);
                let number = known.unwrap_or_else(|| {
                    let back = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
                    back.connect(("127.0.0.1", server)).unwrap();
                    clients.push((client, back.clone()));
                    all.lock().unwrap().push(Said::new());
                    let (front, all) = (front.try_clone().unwrap(), all.clone());
                    let number = clients.len() - 1;
                    std::thread::spawn(move || answer(&back, &front, client, &all, number));
                    number
                });
                let bytes = &buffer[..count];
                all.lock().unwrap()[number].push((true, bytes.to_vec()));
                let _ = clients[number].1.send(bytes);
            }
        });
        Self { port, conversations, is_stream: false }
    }

    /// Conversations until now.
    pub(crate) fn count(&self) -> usize {
        self.conversations.lock().unwrap().len()
    }

    /// What was said until now, as a capture of raw IP; the server on this port.
    pub(crate) fn capture(&self, server: u16) -> Vec<u8> {
        let mut file = [&0xa1b2_c3d4_u32.to_le_bytes()[..], &[2, 0, 4, 0], &[0; 8]].concat();
        file.extend(262_144_u32.to_le_bytes());
        file.extend(101_u32.to_le_bytes());
        for (index, said) in self.conversations.lock().unwrap().iter().enumerate() {
            let ports = [40_000 + u16::try_from(index).unwrap(), server];
            let mut numbers = [7_u32, 9];
            if self.is_stream {
                packet(&mut file, true, 6, &segment(ports, numbers[0], 2, &[]));
                packet(&mut file, false, 6, &segment([server, ports[0]], numbers[1], 0x12, &[]));
                numbers = [8, 10];
            }
            for (is_client, bytes) in said {
                let from = usize::from(!is_client);
                let ends = [ports[from], ports[1 - from]];
                if !self.is_stream {
                    packet(&mut file, *is_client, 17, &datagram(ends, bytes));
                    continue;
                }
                for piece in bytes.chunks(1400) {
                    packet(&mut file, *is_client, 6, &segment(ends, numbers[from], 0x18, piece));
                    numbers[from] += u32::try_from(piece.len()).unwrap();
                }
            }
            if self.is_stream {
                packet(&mut file, true, 6, &segment(ports, numbers[0], 0x11, &[]));
                packet(&mut file, false, 6, &segment([server, ports[0]], numbers[1], 0x11, &[]));
            }
        }
        file
    }
}

/// Records before it passes on, so that nothing is heard that is not in the capture.
fn carry(
    mut from: TcpStream,
    mut to: TcpStream,
    all: &Mutex<Vec<Said>>,
    (number, is_client): (usize, bool),
) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let bytes = &buffer[..count];
        all.lock().unwrap()[number].push((is_client, bytes.to_vec()));
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

fn answer(
    back: &UdpSocket,
    front: &UdpSocket,
    client: SocketAddr,
    all: &Mutex<Vec<Said>>,
    number: usize,
) {
    let mut buffer = vec![0; 65_535];
    while let Ok(count) = back.recv(&mut buffer) {
        let bytes = &buffer[..count];
        all.lock().unwrap()[number].push((false, bytes.to_vec()));
        let _ = front.send_to(bytes, client);
    }
}

fn segment([from, to]: [u16; 2], number: u32, flags: u8, payload: &[u8]) -> Vec<u8> {
    let head = [&from.to_be_bytes()[..], &to.to_be_bytes(), &number.to_be_bytes(), &[0; 4]];
    [&head.concat()[..], &[0x50, flags, 0xff, 0xff, 0, 0, 0, 0], payload].concat()
}

fn datagram([from, to]: [u16; 2], payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 8).unwrap().to_be_bytes();
    [&from.to_be_bytes()[..], &to.to_be_bytes(), &length, &[0; 2], payload].concat()
}

fn packet(file: &mut Vec<u8>, is_client: bool, protocol: u8, payload: &[u8]) {
    let length = u16::try_from(payload.len() + 20).unwrap();
    let from = usize::from(!is_client);
    let ends = [ENDS[from].octets(), ENDS[1 - from].octets()];
    file.extend([0; 8]);
    file.extend(u32::from(length).to_le_bytes());
    file.extend(u32::from(length).to_le_bytes());
    file.extend([0x45, 0]);
    file.extend(length.to_be_bytes());
    file.extend([0, 1, 0, 0, 64, protocol, 0, 0]);
    file.extend(ends.concat());
    file.extend(payload);
}

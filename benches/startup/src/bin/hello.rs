//! What every program costs.

fn main() {
    println!("Hello, world!");
}

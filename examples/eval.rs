use scopes::{catalogue::Catalogue, query};
fn main() {
    let c = Catalogue::built_in();
    let file = std::env::args().nth(1).unwrap();
    let verbose = std::env::args().nth(2).is_some();
    let (mut right, mut wrong, mut confident, mut n) = (0, 0, 0, 0);
    for line in std::fs::read_to_string(file).unwrap().lines().skip(1) {
        let mut f = line.split('\t');
        let (q, want, kind) = (f.next().unwrap(), f.next().unwrap(), f.next().unwrap_or(""));
        let want: Vec<&str> = want.split(',').collect();
        let found = query::read_arguments(c, &[q.to_string()]);
        let ids: Vec<&str> =
            found.iter().flat_map(|f| &f.endpoints).map(|e| c.endpoint(*e).id).collect();
        let cand: Vec<&str> =
            found.iter().flat_map(|f| &f.candidates).map(|e| c.endpoint(*e).id).collect();
        let ok = if want == ["NONE"] {
            ids.is_empty()
        } else {
            ids.first().is_some_and(|i| want.contains(i))
        };
        n += 1;
        if ok {
            right += 1
        } else {
            wrong += 1;
            if !ids.is_empty() {
                confident += 1
            }
        }
        if !ok || verbose {
            println!(
                "{} {q:50} want {want:?}\n      got {:?} {ids:?} cand {cand:?} {:?} [{kind}]",
                if ok { "ok " } else { "BAD" },
                found[0].how,
                found[0].refusal
            );
        }
    }
    println!("{right}/{n} right, {wrong} wrong, {confident} confidently wrong");
}

# Sourced in the repository's root: what the gems have in common.
staging=$PWD/build/ruby

# What every gem holds, under $1.
lay_out() {
    rm -rf "$1"
    mkdir -p "$1"
    cp -rL ruby/lib ruby/exe ruby/sig ruby/examples ruby/.yardopts ruby/README.md ruby/backend-ruby.gemspec LICENSE "$1"
    rm -rf "$1/lib/bootpay/native" # a library that was put there for development
}

# Builds the gem that is laid out in $1 into the folder $2.
build_gem() {
    (cd "$1" && gem build --silent --output gem.gem backend-ruby.gemspec)
    local name
    name=$(gem specification "$1/gem.gem" full_name --yaml | sed 's/^--- *//')
    mkdir -p "$2"
    mv "$1/gem.gem" "$2/$name.gem"
    echo "$2/$name.gem"
}

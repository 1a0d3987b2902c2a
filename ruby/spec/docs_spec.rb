# frozen_string_literal: true

require "spec_helper"

# What an editor or ri shows of every public method, and that it is true.
RSpec.describe "the documentation" do
  folder = "#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/lib"

  # Public methods of a class that this gem defines, with the comment above each.
  documented = lambda do |owner|
    names = owner.public_instance_methods(false).map { |name| owner.instance_method(name) }
    names << owner.instance_method(:initialize) if owner == Bootpay::Api
    names.to_h do |method|
      file, line = method.source_location
      above = File.readlines(file).first(line - 1).reverse.take_while { |text| text.match?(/\A\s*#/) }.reverse
      [method, above.map { |text| text.sub(/\A\s*# ?/, "") }.join]
    end
  end

  # The payment of escrow of the example.
  def pay_by_escrow
    escrow = { price: 3000, pg: "inicis", method: "card", status: 1, escrow: true }
    sandbox.control("POST", "/sandbox/payments", { receipt_id: "00000000000000000000e5c0", **escrow })
  end

  # One runnable text for each @example.
  examples = lambda do |comment|
    comment.scan(/^@example.*\n((?:  .*\n)+)/).flatten.map { |text| text.gsub(/^  /, "") }
  end

  rendered = ->(method) { method.source_location.first.include?("/generated/") }
  class_comment = File.read("#{folder}/bootpay/api.rb")[/(?:  #.*\n)+(?=  class Api\n)/]

  owners = [Bootpay::Api, Bootpay::Webhook, Bootpay::Identity]
  owners.map(&documented).reduce(:merge).each do |method, comment|
    describe "of #{method.owner}##{method.name}" do
      it "says what it does, takes, gives and raises" do
        takes = comment.scan(/^@param (\w+) \[[^\]]+\] \S/).flatten
        parameters = method.parameters.map { |_kind, name| name.to_s }
        expect(takes).to match_array(parameters)
        expect(comment).to match(/^@return \[\w+/).or(match(/^@raise \[ConfigError\]/)) unless method.name == :token=
        raises = rendered[method] ? class_comment : comment # what every call raises is said of all of them
        expect(raises).to match(/(?:^@raise \[|\{)(InvalidRequest|Config)Error[\]}]/) if parameters.any?
        expect(comment.lines.first).to match(/\A[A-Z`@]/)
      end

      it "has examples" do
        expect(examples[comment]).not_to be_empty unless method.name == :base_url
      end

      examples[comment].each do |text|
        it "is true in #{text.lines.first.chomp}" do
          scope = binding
          api = self.api
          scope.local_variable_set(:api, api)
          pay_by_escrow if method.name == :delivery_start
          pieces = text.lines.slice_after(/# => /).map(&:join)
          run = lambda do
            pieces.each do |piece|
              value = scope.eval(piece)
              expected = piece[/# => (.+)$/, 1]
              expect(value.inspect).to eq(expected), "#{piece} gave #{value.inspect}" if expected
            end
          end
          expect(&run).to output(text.include?("puts ") ? /\A\S+\n/ : "").to_stdout
          expect(text).to match(/# =>|^puts /) unless method.name == :initialize
        end
      end
    end
  end

  [
    Bootpay::Response, Bootpay::Settlement, Bootpay::WebhookEvent, Bootpay::Meta, Bootpay::Error, Bootpay::IdentityError,
    Bootpay::BegunIdentity, Bootpay::Person, Bootpay::Private, *Bootpay::Private.subclasses,
    *Bootpay::Private::Hashed.subclasses
  ].each do |owner|
    # attr_reader is a line of this gem, too
    it "of #{owner} says what each reader gives" do
      documented[owner].each { |method, comment| expect(comment).to match(/^@return \[/), method.name.to_s }
    end
  end

  it "of each class and constant is there" do
    sources = Dir.glob("bootpay/**/*.rb", base: folder).map { |path| File.read("#{folder}/#{path}") }.join
    bare = sources.scan(/^(?! *#).*\n  (?:class|module) (\w+)/).flatten.uniq
    expect(bare).to contain_exactly("Api", "Error", "Once") # which are opened again after their documentation
    expect(sources).to match(/# Banks and their three digits.*\n(?:  #.*\n)*  BANKCODE/)
  end

  it "names deprecation as YARD does, and Ruby warns when asked to" do
    deprecated = documented[Bootpay::Api].select { |_method, comment| comment.include?("@deprecated") }.keys.map(&:name)
    expect(deprecated).to contain_exactly(:get_user_wallets, :request_wallet_payment)
    script = 'api.get_user_wallets(user_id: "m"); ' \
             'api.request_wallet_payment(user_id: "m", order_name: "n", price: 1, order_id: "o")'
    in_another_ruby(script, url: sandbox.url) do |_pid, output|
      lines = output.read.lines
      expect(lines.size).to eq(2)
      expect(lines).to all(match(/\A-e:\d+: warning: (get_user_wallets|request_wallet_payment) is deprecated/))
    end
  end

  it "names each method in the README" do
    named = File.read("#{folder}/../README.md").scan(/`([\w.]+)/).flatten
    local = %w[inspect token token= base_url webhook identity]
    expected = Bootpay::Api.public_instance_methods(false).map(&:to_s) - local
    expected += %w[webhook.verify webhook.parse webhook.reverify identity.begin identity.confirm]
    expect(named).to include(*expected)
  end

  it "has no method without a type" do
    types = %w[bootpay generated/calls].map { |name| File.read("#{folder}/../sig/#{name}.rbs") }.join
    typed = [*owners, Bootpay::WebhookEvent, Bootpay::BegunIdentity, Bootpay::Person]
    typed.flat_map { |owner| owner.public_instance_methods(false) }.each do |name|
      expect(types).to match(/^    (?:def|attr_reader) #{Regexp.escape(name.to_s)}:/), name.to_s
    end
  end
end

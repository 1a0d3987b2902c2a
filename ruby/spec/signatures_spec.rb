# frozen_string_literal: true

require "spec_helper"
require "rbs"
require "rbs/test"
require "delegate"
require_relative "generated/methods"

# What sig/ tells an editor is there.
RSpec.describe "the signatures" do
  ast = RBS::AST
  folder = "#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/sig"
  files = Dir.glob("{bootpay,generated/*}.rbs", base: folder).map { |path| File.read("#{folder}/#{path}") }
  declarations = files.map { |text| RBS::Parser.parse_signature(text) }.flatten.grep(ast::Declarations::Module)

  # [what is declared, whether the gem has it]
  declared = lambda do |declaration, owner|
    name = declaration.name.name
    here = owner.const_defined?(name, false) ? owner.const_get(name, false) : nil
    next [["#{owner}::#{name}", false]] if here.nil?

    declaration.members.flat_map do |member|
      case member
      when ast::Declarations::Class, ast::Declarations::Module then declared[member, here]
      when ast::Declarations::Constant
        [["#{here}::#{member.name.name}", here.const_defined?(member.name.name, false)]]
      when ast::Members::MethodDefinition, ast::Members::AttrReader
        methods = member.kind == :singleton ? here.singleton_class : here
        defined = %i[method_defined? private_method_defined?].any? { |asked| methods.public_send(asked, member.name) }
        [["#{methods}##{member.name}", defined]]
      else []
      end
    end
  end

  it "name nothing that does not exist" do
    found = declarations.flat_map { |declaration| declared[declaration, Object] }
    expect(found.size).to be > 150
    expect(found.reject(&:last).map(&:first)).to be_empty
  end
  # A client that notes which method was called.
  noting = Class.new(SimpleDelegator) do
    attr_reader :called

    def method_missing(name, ...)
      @called = name
      super
    end
  end

  loader = RBS::EnvironmentLoader.new
  loader.add(library: "date", version: nil)
  loader.add(path: Pathname(folder))
  builder = RBS::DefinitionBuilder.new(env: RBS::Environment.from_loader(loader).resolve_type_names)
  name_of_api = RBS::TypeName.new(name: :Api, namespace: RBS::Namespace.parse("::Bootpay::"))
  methods = builder.build_instance(name_of_api).methods

  # Whether a value is of what the method's response gives.
  fits = lambda do |value, method|
    response = methods.fetch(method).method_types.first.type.return_type
    check = RBS::Test::TypeCheck.new(self_class: Bootpay::Api, builder: builder, sample_size: nil, unchecked_classes: [])
    check.value(value, response.args.first)
  end

  calls = CALLS.merge(
    "token.request" => ->(api, _given) { api.request_access_token },
    "receipt.get" => ->(api, given) { api.verify(given["receipt_id"]) }
  )
  Dir.glob("*.json", base: Surroundings::CASES).sort.each do |name|
    content = JSON.parse(File.read("#{Surroundings::CASES}/#{name}"))
    # the types say what is documented, which a tolerated answer is not
    next if name.include?("tolerant") || !content.dig("expect", "answer") || !calls.key?(content["operation"])

    it "fit what comes back: #{name.delete_suffix(".json")}" do
      content.fetch("setup", []).each { |request| sandbox.control(*request.values_at("method", "path", "body")) }
      client = noting.new(api)
      data = calls[content["operation"]].call(client, content["params"]).unwrap
      expect(fits[data, client.called]).to be(true), JSON.pretty_generate(data)
    end
  end
end
